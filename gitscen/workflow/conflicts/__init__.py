"""Conflicts: what they are, what each comes to where local is preferred, and the operations that stopped at them."""
