"""From samples to intention: one causal signal path for calibration, live play and replay."""
