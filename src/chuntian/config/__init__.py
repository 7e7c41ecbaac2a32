"""Settings and addresses: the only room that knows how the house is run."""
