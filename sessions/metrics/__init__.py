"""Metrics: one file each, a value with its interval, its n and its definition."""
