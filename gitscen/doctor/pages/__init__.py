"""The page of every code: what it is, how it comes about, and what to do and not to do. Pure text."""
