"""Speed, measured against peers in the same run on the same work, the results checked equal; see README.md."""
