"""A small boat on a calm lake: each reward is one slow stroke, and a lotus is collected."""
