"""The citizens' portal: what am I entitled to, all programmes in plain words, help. No sign-in, nothing kept about anyone."""
