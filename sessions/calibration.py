"""A calibration that respects the patient's time: as many blocks as can help, and no more.

After the planned trials, and after every further block, held-out trials say where it stands
(:mod:`decoding.progress`). Another block is asked for only while it can decide something.
"""

from collections.abc import Callable

from decoding.card import ModelCard
from decoding.errors import TooFewTrials
from decoding.models import Model
from decoding.progress import BLOCK, LEAST, Progress, Verdict, progress, sufficient
from sessions.start_gate import Tell

# What the log tells of the held-out trials after each block.
_TOLD = ("trials", "correct", "criterion", "above_chance", "below_chance", "permutation_p")


def calibrate_in_blocks(
    first: int,
    most: int,
    run_block: Callable[[int, int], None],
    fit: Callable[[], Model],
    tell: Tell,
) -> Model:
    """Run the blocks of a calibration and return the model of all of them.

    Parameters
    ----------
    first, most : int
        Trials of the first block, and of all blocks together at the most.
    run_block : callable
        Runs a block, given its number from 1 and its trials.
    fit : callable
        Fits a model to all that was recorded so far.
    tell : callable
        Logs an event.
    """
    block, asked = 1, first
    run_block(block, first)
    while True:
        may_go_on = asked + BLOCK <= most
        try:
            model = fit()
        except TooFewTrials:  # artefacts or skips took too many: ask for more, if that is possible
            if not may_go_on:
                raise
            tell("calibration", Verdict.MORE.value, block=block, goes_on=True)
            block, asked = block + 1, asked + BLOCK
            run_block(block, BLOCK)
            continue
        card = model.card
        standing = _standing(card, most)
        goes_on = may_go_on and (
            standing.verdict is Verdict.MORE or (asked >= LEAST and _is_open(standing, card))
        )
        tell(
            "calibration",
            standing.verdict.value,
            block=block,
            **{name: getattr(card, name) for name in _TOLD},
            interval=list(standing.interval),
            hope=standing.hope,
            goes_on=goes_on,
        )
        if not goes_on:
            return model
        block, asked = block + 1, asked + BLOCK
        run_block(block, BLOCK)


def _is_open(standing: Progress, card: ModelCard) -> bool:
    """Whether artefacts or skips left fewer trials than are judged, and these are not clear by themselves."""
    is_clear = card.above_chance and card.correct >= sufficient(card.trials)
    return standing.verdict is Verdict.BEGUN and not is_clear


def _standing(card: ModelCard, most: int) -> Progress:
    return progress(
        card.correct,
        card.trials,
        max(most, card.trials),
        criterion=card.criterion,
        below_chance=card.below_chance,
    )
