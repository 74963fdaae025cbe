"""The workflow under test: the operations it must have, and how it is asked."""
