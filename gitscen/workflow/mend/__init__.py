"""What a killed or half-done operation left: locks, detached heads, operations in progress."""
