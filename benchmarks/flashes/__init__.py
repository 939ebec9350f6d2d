"""Does anything flash? Every scene of every game, analysed after WCAG 2.3.1."""
