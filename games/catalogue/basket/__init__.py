"""A hand grasps a ball of wool and lets it fall softly into a basket that slowly fills."""
