"""From the headset to samples: every one that was sent is kept, every one that was not is counted."""
