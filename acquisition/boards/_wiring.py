"""Which inputs of a headset are used, under which names, and the commands that set them.

The commands are OpenBCI's channel settings: ``x CHANNEL POWER GAIN INPUT BIAS SRB2 SRB1 X``,
for instance ``x1060110X`` for input 1, on, gain 24, normal electrode, in bias, reference SRB2;
and ``z CHANNEL P N Z``, which sends the lead-off current through the electrode on that pin.
"""

from collections.abc import Sequence

from acquisition.board import Pin
from acquisition.errors import AcquisitionError
from acquisition.montage import MONTAGES
from acquisition.profiles import Profile
from station.language import N_
from station.stream import MUSCLE, kind_of

LETTERS = "12345678QWERTYUI"
GAINS = (1, 2, 4, 6, 8, 12, 24)
DEFAULT_GAIN = 24


def named_inputs(
    profile: Profile, montage: str | None, channels: Sequence[str] | None
) -> tuple[str, ...]:
    """Return the names of the inputs in order, as a preset or a person says.

    Raises
    ------
    AcquisitionError
        If both are given, there is no such preset, or it belongs to another headset.
    """
    if montage is None:
        return profile.channels if channels is None else tuple(channels)
    if channels is not None:
        raise AcquisitionError(
            N_("Both the montage {montage!r} and 'channels' are given; leave one of them out."),
            montage=montage,
        )
    if montage not in profile.montages:
        raise AcquisitionError(
            N_("{title} has no montage {montage!r}; choose one of: {known}."),
            title=profile.title,
            montage=montage,
            known=", ".join(profile.montages) or "-",
        )
    return MONTAGES[montage].channels


def choose_inputs(
    profile: Profile,
    names: Sequence[str],
    off: Sequence[int] = (),
    unusable: Sequence[str] = (),
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return the names and the inputs (from 1) that are delivered, in the order of the inputs.

    Raises
    ------
    AcquisitionError
        If there are more names than inputs, a name twice, no such input or electrode, or none
        left.
    """
    count = len(profile.channels)
    if len(names) > count:
        raise AcquisitionError(
            N_("{title} has {count} inputs, but {named} channels are named."),
            title=profile.title,
            count=count,
            named=len(names),
        )
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise AcquisitionError(N_("The channel {name!r} is named twice."), name=twice[0])
    for number in off:
        if not 1 <= number <= count:
            raise AcquisitionError(
                N_("{title} has no input {number}; its inputs are 1 to {count}."),
                title=profile.title,
                number=number,
                count=count,
            )
    for name in unusable:
        if name not in names:
            raise AcquisitionError(
                N_("There is no electrode {name!r} to mark as unusable; there are: {known}."),
                name=name,
                known=", ".join(names),
            )
    inputs = tuple(i for i, name in enumerate(names, 1) if i not in off and name not in unusable)
    if not inputs:
        raise AcquisitionError(N_("No input of {title} is in use."), title=profile.title)
    return tuple(names[i - 1] for i in inputs), inputs


def channel_commands(
    profile: Profile, gain: int, names: Sequence[str], inputs: Sequence[int]
) -> str:
    """Return the commands for every input that differs from the factory's setting.

    ``names`` are those of the inputs in use. These get the gain; muscle inputs are bipolar and taken out of bias and reference
    (CLINICAL 3.1); the others are powered down, too. All go in one string: the driver waits a second
    after each one it sends.

    Raises
    ------
    AcquisitionError
        If the headset's amplifiers have no such gain.
    """
    if not profile.gains:
        return ""
    if gain not in profile.gains:
        raise AcquisitionError(
            N_("{title} has no gain {gain}; choose one of: {gains}."),
            title=profile.title,
            gain=gain,
            gains=", ".join(map(str, profile.gains)),
        )
    muscles, commands = muscle_inputs(names, inputs), []
    for number in range(1, len(profile.channels) + 1):
        letter = LETTERS[number - 1]
        if number not in inputs:
            commands.append(f"x{letter}1{GAINS.index(gain)}0000X")
        elif number in muscles:
            commands.append(f"x{letter}0{GAINS.index(gain)}0000X")
        elif gain != DEFAULT_GAIN:
            commands.append(f"x{letter}0{GAINS.index(gain)}0110X")
    return "".join(commands)


def muscle_inputs(names: Sequence[str], inputs: Sequence[int]) -> tuple[int, ...]:
    """Return which of the inputs are muscles, by their names."""
    named = zip(names, inputs, strict=True)
    return tuple(number for name, number in named if kind_of(name) == MUSCLE)


def lead_off_commands(off: Sequence[int], on: int | None, pin: Pin = "N") -> str:
    """Return the commands that end the lead-off current in some inputs and begin it in one.

    Electrodes with the common reference SRB2 sit on the N pins; a bipolar muscle input has one on P, too.
    """
    pins = "01" if pin == "N" else "10"
    commands = "".join(f"z{LETTERS[number - 1]}00Z" for number in off)
    return commands + ("" if on is None else f"z{LETTERS[on - 1]}{pins}Z")
