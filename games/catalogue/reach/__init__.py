"""A hand reaches for a cup, grasps it and lifts it, seen with the patient's own eyes."""
