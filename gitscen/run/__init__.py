"""Running cases: one case from its world to its verdict, in worker processes, many at a time."""
