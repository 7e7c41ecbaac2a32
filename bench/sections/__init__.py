"""The sections of a run: each measures one kind of work and gives its figures."""
