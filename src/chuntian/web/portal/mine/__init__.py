"""The signed-in side of the portal: one's own file, or that of a person one acts for by a recorded authority."""
