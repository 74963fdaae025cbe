"""Measures what gitscen promises of its speed, each as a ratio in one run: `python -m benchmarks`, from a checkout.

Nothing here is part of the package. It measures the gitscen that is installed; read `goals/` for what is compared.
"""
