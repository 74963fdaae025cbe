"""A starting point in a user's project: a scenario, an adapter to fill in, a snippet for continuous integration."""
