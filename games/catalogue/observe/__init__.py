"""The hand grasps a cup by itself, to be watched: labelled, and never a reward (T7)."""
