"""Games: one folder each, with rules (no pygame) and a view."""
