"""Heads seen from above, with one value per electrode."""

from collections.abc import Mapping, Sequence

import matplotlib as mpl
import numpy as np

from acquisition.errors import AcquisitionError
from acquisition.simulation import position
from sessions.report.figures import DECIBEL_LIMIT, INK, LINE, figure_of

_RADIUS = 0.118
_APART = 1.22  # so that neighbours of the hand area do not lie upon each other


def heads(values: Mapping[str, Sequence[float]], channels: Sequence[str]) -> bytes:
    """Draw a head for each band, its electrodes coloured and written with their value in dB.

    Parameters
    ----------
    values : mapping of str to sequence of float
        Title to a value per channel.
    channels : sequence of str
        10-10 names; others are left out.
    """
    colours = mpl.colormaps["RdBu_r"]
    with figure_of(17.2, 7.4) as (figure, buffer):
        for number, (title, decibels) in enumerate(values.items()):
            axes = figure.add_axes((0.5 * number + 0.02, 0.02, 0.46, 0.9))
            axes.set_aspect("equal")
            axes.set_xlim(-1.25, 1.25)
            axes.set_ylim(-1.1, 1.2)
            axes.axis("off")
            axes.set_title(title, fontsize=9, color=INK, pad=3)
            turn = np.linspace(0, 2 * np.pi, 200)
            axes.plot(np.cos(turn), np.sin(turn), color=LINE, linewidth=1.4)
            axes.plot([-0.12, 0, 0.12], [0.99, 1.12, 0.99], color=LINE, linewidth=1.4)
            for name, value in zip(channels, decibels, strict=True):
                try:
                    x, y = (_APART * place for place in position(name))
                except AcquisitionError:
                    continue
                share = 0.5 + 0.5 * float(np.clip(value / DECIBEL_LIMIT, -1, 1))
                disc = mpl.patches.Circle((x, y), _RADIUS, facecolor=colours(share), edgecolor=INK)
                axes.add_patch(disc)
                ink = "white" if abs(share - 0.5) > 0.36 else INK
                told = f"{value:+.1f}".replace("-", "\N{MINUS SIGN}")
                axes.text(x, y - 0.045, told, ha="center", va="center", fontsize=6.2, color=ink)
                axes.text(x, y + 0.048, name, ha="center", va="center", fontsize=5.6, color=ink)
    return buffer.getvalue()
