"""A child's hand grasps a balloon's thread; it rises through a soft sky and brings keepsakes."""
