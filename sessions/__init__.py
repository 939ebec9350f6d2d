"""From game to record: runner, session folder, assessment and report."""
