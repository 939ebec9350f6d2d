"""How well decoders decode real recordings: the peers and ours in the same folds."""
