"""What the pytest plugin does once there is a scenario, or a test that wants a world. A face."""
