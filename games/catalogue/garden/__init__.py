"""Flowers grow in a clay pot beside the hand as it moves; each reward opens one more bloom."""
