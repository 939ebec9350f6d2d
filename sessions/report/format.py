"""Numbers as they are printed: a real minus sign, a thin space, nothing more exact than it is."""

from sessions.metric import MetricValue
from station.language import Language

NOTHING = "—"


def share(value: float | None) -> str:
    """Return a share as a whole percentage."""
    return NOTHING if value is None else f"{100 * value:.0f} %"


def share_interval(value: MetricValue, tr: Language) -> str:
    """Return the 95 % interval of a share, or nothing."""
    if value.interval is None:
        return ""
    low, high = (f"{100 * end:.0f}" for end in value.interval)
    return tr("95 % CI {low} to {high} %", low=low, high=high)


def signed(value: float, unit: str) -> str:
    """Return a change with its sign: whole percent, or dB with one decimal."""
    rounded = round(value, 0 if unit == "%" else 1)
    if rounded == 0:
        return "0"  # neither -0 nor +0
    text = f"{rounded:+.0f}" if unit == "%" else f"{rounded:+.1f}"
    return text.replace("-", "\N{MINUS SIGN}")


def signed_interval(value: MetricValue, tr: Language) -> str:
    """Return the 95 % interval of a change."""
    if value.interval is None:
        return tr("no interval from one trial")
    low, high = (signed(end, value.unit) for end in value.interval)
    return tr("95 % CI {low} to {high}", low=low, high=high)


def change(value: MetricValue, tr: Language) -> str:
    """Return a change with its interval and number of trials, for a table."""
    if value.value is None:
        return NOTHING
    text = f"{signed(value.value, value.unit)} {value.unit}"
    if value.interval is None:
        return f"{text} (n {value.n})"
    low, high = (signed(end, value.unit) for end in value.interval)
    return tr("{change} ({low} to {high}; n {n})", change=text, low=low, high=high, n=value.n)


def probability(p: float) -> str:
    """Return a p value that hides neither smallness nor doubt."""
    return "< 0.001" if p < 0.001 else f"= {p:.3f}" if p < 0.1 else f"= {p:.2f}"
