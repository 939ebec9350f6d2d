"""The hand makes its movement by itself, to be watched: labelled, and never a reward (T7)."""
