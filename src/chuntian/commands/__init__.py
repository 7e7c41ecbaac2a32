"""The command line: one file a command; it translates, the operations decide."""
