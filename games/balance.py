"""The order of classes: two of each in every block of four, at most three alike in a row (CLINICAL 2.2)."""

from collections.abc import Sequence

import numpy as np


def balanced(classes: Sequence[str], trials: int, generator: np.random.Generator) -> list[str]:
    """Return class labels, two of each in every block of four, at most three alike in a row."""
    labels: list[str] = []
    while len(labels) < trials:
        block = [str(label) for label in generator.permutation([*classes, *classes])]
        if not has_a_run_of_four([*labels[-3:], *block]):
            labels += block
    return labels


def has_a_run_of_four(labels: Sequence[str]) -> bool:
    """Return whether four alike follow one another."""
    return any(len(set(labels[i : i + 4])) == 1 for i in range(len(labels) - 3))
