"""From intention to a game that rewards it, and never punishes."""
