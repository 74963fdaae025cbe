"""The command line: thin, and quick to start, since heavy modules are imported by the command that needs them."""
