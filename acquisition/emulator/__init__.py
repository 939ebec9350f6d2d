"""Emulated hardware on a pseudo-terminal, so that the real driver is in the line."""
