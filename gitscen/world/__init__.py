"""Worlds: the repositories on disk of one case, and everybody in it but the subject."""
