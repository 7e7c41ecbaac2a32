"""Files read in a limited child process: xlsx and csv become columns of text that know where each cell stood. No Django here."""
