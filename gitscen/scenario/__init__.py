"""Scenarios: the typed model, reading and writing scenario files, finding them, and the schema of the format."""
