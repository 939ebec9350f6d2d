"""The patient's own hand, in any posture, as every game shows it."""
