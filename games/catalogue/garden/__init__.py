"""Flowers grow in a clay pot beside the hand as it closes; each reward opens one more bloom."""
