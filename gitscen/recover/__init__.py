"""Mends a broken workspace: a byte copy first, then pins, then one journalled step after the other; and undoes it."""
