"""The report's pictures, as SVG: numbers and channel names only, words are set by the page.

Colours are told apart by colour-blind readers, and every distinction that a colour makes is made a
second time by a shape or a line, so that a page printed in grey says the same.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib as mpl
import noto_cjk_sans_otc
import numpy as np
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sessions.metric import MetricValue
from sessions.spectra import ChannelMap
from sessions.trials import Played
from station.task import LEFT_HAND, REST

INK, SOFT, LINE = "#22303c", "#8a97a3", "#c9d1d8"
# Okabe and Ito's blue and vermilion: told apart with any colour vision.
FIRST, SECOND = "#0072b2", "#d55e00"
_CM = 1 / 2.54
# Imagery commonly changes power by 1 to 3 dB; the scale is the same in every report, so that two
# reports can be laid side by side.
DECIBEL_LIMIT = 3.0


@dataclass(frozen=True)
class Panel:
    """One map of power over time and frequency, and what stands over it."""

    title: str
    content: ChannelMap | None


def interval_bar(value: MetricValue, *, chance: float | None, criterion: float | None) -> bytes:
    """Draw a share with its interval between 0 and 100 %.

    Parameters
    ----------
    value : MetricValue
        A share.
    chance : float or None
        Where the dashed chance line stands.
    criterion : float or None
        Where a tick marks the least share that is above chance.
    """
    with figure_of(5.2, 1.25) as (figure, buffer):
        axes = figure.add_axes((0.03, 0.42, 0.89, 0.5))
        axes.set_xlim(0, 100)
        axes.set_ylim(-1, 1)
        axes.set_yticks([])
        axes.set_xticks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100 %"])
        _only_bottom(axes)
        if chance is not None:
            axes.axvline(100 * chance, color=INK, linewidth=0.9, linestyle=(0, (4, 2.5)))
        if criterion is not None and criterion <= 1:
            axes.plot([100 * criterion], [-0.72], marker=10, markersize=5, color=INK)
        if value.value is not None and value.interval is not None:
            low, high = (100 * end for end in value.interval)
            axes.plot([low, high], [0.15, 0.15], color=FIRST, linewidth=3.2, solid_capstyle="butt")
            axes.plot([100 * value.value], [0.15], "o", markersize=6.5, color=INK)
    return buffer.getvalue()


def trial_strip(played: Sequence[Played], classes: tuple[str, str]) -> bytes:
    """Draw every played trial's evidence in its order, by class, against the threshold."""
    with figure_of(17.2, 3.6) as (figure, buffer):
        axes = figure.add_axes((0.055, 0.17, 0.935, 0.78))
        numbers = np.arange(1, len(played) + 1)
        # Where rest is a class, what was held against the threshold: the evidence, or its peak.
        evidence = np.array([one.score if REST in classes else one.evidence for one in played])
        _draw_thresholds(axes, played, classes)
        axes.axhline(0, color=LINE, linewidth=0.9, zorder=0)
        for label, colour, marker in zip(classes, (FIRST, SECOND), _shapes(classes), strict=True):
            mine = np.array([trial.label == label for trial in played], dtype=bool)
            unsure = np.array([trial.is_unsure for trial in played], dtype=bool)
            for shown, face in ((mine & ~unsure, colour), (mine & unsure, "white")):
                axes.plot(
                    numbers[shown],
                    evidence[shown],
                    marker,
                    color=colour,
                    markersize=5.5,
                    markerfacecolor=face,
                    markeredgewidth=1.1,
                )
        for number, (before, after) in enumerate(pairwise(played), start=1):
            if before.run != after.run:
                axes.axvline(number + 0.5, color=LINE, linewidth=0.8)
        axes.set_xlim(0.2, max(len(played), 1) + 0.8)
        bound = 1.15 * max(1.0, float(np.abs(evidence).max(initial=0.0)))
        axes.set_ylim(-bound, bound)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=12, integer=True, min_n_ticks=1))
        axes.yaxis.set_major_locator(MaxNLocator(nbins=5))
        axes.spines[["top", "right"]].set_visible(False)
    return buffer.getvalue()


def channel_maps(rows: Sequence[Sequence[Panel]], imagery_end: float) -> bytes:
    """Draw maps of power over time and frequency, all on one fixed symmetric scale.

    Parameters
    ----------
    rows : sequence of sequence of Panel
        One row of panels per movement, the channel opposite the hand first.
    imagery_end : float
        Seconds after the cue at which imagery ends.
    """
    height = (4.3 if len(rows) == 1 else 3.25) * len(rows) + 0.5
    with figure_of(17.2, height) as (figure, buffer):
        grid = figure.add_gridspec(
            len(rows), 2, wspace=0.2, hspace=0.75,
            left=0.055, right=0.885, top=1 - 0.75 / height, bottom=0.95 / height,
        )  # fmt: skip
        image = None
        for row, panels in enumerate(rows):
            for column, panel in enumerate(panels):
                axes = figure.add_subplot(grid[row, column])
                image = _draw_map(axes, panel, imagery_end) or image
        if image is not None:
            bar = figure.colorbar(image, cax=figure.add_axes((0.915, 0.3, 0.014, 0.45)))
            bar.ax.set_title("dB", fontsize=7.5, color=INK, pad=5)
            bar.set_ticks([-3, -1.5, 0, 1.5, 3], labels=["−3", "−1.5", "0", "+1.5", "+3"])
            bar.outline.set_linewidth(0.5)
    return buffer.getvalue()


def _draw_map(axes: Any, panel: Panel, imagery_end: float) -> Any:
    axes.set_title(panel.title, loc="left", fontsize=9, pad=9, color=INK)
    axes.set_ylim(5, 35)
    axes.set_yticks([8, 13, 20, 30])
    axes.set_ylabel("Hz", labelpad=1)
    axes.set_xlabel("s", labelpad=0)
    axes.axvline(0, color=INK, linewidth=1.1)
    axes.axvline(imagery_end, color=INK, linewidth=1.1)
    axes.plot(
        [0, imagery_end], [1.035, 1.035], color=INK, linewidth=3, clip_on=False,
        solid_capstyle="butt", transform=axes.get_xaxis_transform(),
    )  # fmt: skip
    content = panel.content
    if content is None:
        axes.set_xlim(-2.5, imagery_end)
        return None
    times, frequencies = content.times, content.frequencies
    image = axes.imshow(
        content.decibels, cmap="RdBu_r", vmin=-DECIBEL_LIMIT, vmax=DECIBEL_LIMIT,
        extent=_extent(times, frequencies), origin="lower", aspect="auto",
        interpolation="bilinear",
    )  # fmt: skip
    for level, style in ((-1.5, "solid"), (1.5, "dotted")):
        if content.decibels.min() < level < content.decibels.max():
            axes.contour(
                times, frequencies, content.decibels, levels=[level], colors=INK,
                linewidths=0.7, linestyles=style,
            )  # fmt: skip
    axes.set_xlim(times[0], times[-1])
    axes.set_ylim(5, 35)
    return image


def _extent(times: Any, frequencies: Any) -> tuple[float, float, float, float]:
    half_time, half_frequency = (times[1] - times[0]) / 2, (frequencies[1] - frequencies[0]) / 2
    return (
        float(times[0] - half_time),
        float(times[-1] + half_time),
        float(frequencies[0] - half_frequency),
        float(frequencies[-1] + half_frequency),
    )


def _draw_thresholds(axes: Any, played: Sequence[Played], classes: tuple[str, str]) -> None:
    if not played:
        return
    signs = (1,) if REST in classes else (1, -1)
    edges = np.append(np.arange(len(played)) + 0.5, len(played) + 0.5)
    for sign in signs:
        values = [sign * trial.threshold for trial in played]
        axes.stairs(values, edges, baseline=None, color=INK, linewidth=0.9, linestyle=(0, (4, 2.5)))


def _shapes(classes: tuple[str, str]) -> tuple[str, str]:
    return ("<", ">") if classes[0] == LEFT_HAND else ("o", "^")


def _only_bottom(axes: Any) -> None:
    axes.spines[["top", "right", "left"]].set_visible(False)


@contextmanager
def figure_of(width: float, height: float) -> Iterator[tuple[Figure, BytesIO]]:
    """Give a figure of so many centimetres, and write it as SVG when the block ends."""
    style: Any = {
        "font.family": _typeface(),
        "font.size": 7.5,
        "svg.fonttype": "path",
        "svg.hashsalt": "volition",  # the same session gives the same bytes
        "axes.edgecolor": SOFT,
        "axes.linewidth": 0.7,
        "axes.labelcolor": INK,
        "xtick.color": SOFT,
        "ytick.color": SOFT,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "xtick.major.size": 2.5,
        "ytick.major.size": 2.5,
    }
    with mpl.rc_context(style):
        figure, buffer = Figure(figsize=(width * _CM, height * _CM)), BytesIO()
        yield figure, buffer
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})


@cache
def _typeface() -> str:
    """Return the page's typeface; its figures and Latin letters are alike in every face of it."""
    path = Path(str(noto_cjk_sans_otc.FONT_PATH))
    font_manager.fontManager.addfont(path)
    name: str = font_manager.FontProperties(fname=path).get_name()
    return name
