"""The examples site at /components/: every component with its options and examples, in development only (DEBUG)."""
