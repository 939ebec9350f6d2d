"""What BrainFlow's driver says when it fails, in words."""

from collections.abc import Mapping
from types import MappingProxyType

from brainflow.exit_codes import BrainFlowError, BrainFlowExitCodes

from acquisition.boards._ports import not_opened, ports
from acquisition.errors import AcquisitionError
from acquisition.profiles import Profile
from station.language import N_

_IN_USE = N_("The port {port!r} is in use already; close the other program first.")
_SENTENCES: Mapping[BrainFlowExitCodes, str] = MappingProxyType(
    {
        BrainFlowExitCodes.SER_PORT_ERROR: N_(
            "{port!r} is not a serial port; serial ports found: {ports}."
        ),
        BrainFlowExitCodes.BOARD_NOT_READY_ERROR: N_(
            "No headset answers on {port!r}. Switch the headset on (to PC), set the "
            "dongle's switch to GPIO 6, charge the battery, and check the port."
        ),
        BrainFlowExitCodes.ANOTHER_BOARD_IS_CREATED_ERROR: _IN_USE,
        BrainFlowExitCodes.PORT_ALREADY_OPEN_ERROR: _IN_USE,
        BrainFlowExitCodes.INVALID_ARGUMENTS_ERROR: N_(
            "The driver cannot connect to {title} with what it was given; name its port, "
            "address, file or serial number in the board settings (--board-settings)."
        ),
        BrainFlowExitCodes.BOARD_WRITE_ERROR: N_(
            "The dongle on {port!r} was unplugged; plug it in again."
        ),
        BrainFlowExitCodes.UNABLE_TO_OPEN_PORT_ERROR: N_(
            "{title} was not found; switch it on, switch this computer's Bluetooth on, and name its "
            "address or serial number in the board settings (--board-settings)."
        ),
        BrainFlowExitCodes.UNSUPPORTED_BOARD_ERROR: N_(
            "The driver cannot reach {title} from this system; choose another headset: volition boards."
        ),
    }
)
_OTHERWISE = N_(
    "The driver of {title} refused ({code}); unplug the dongle, wait, plug it in again."
)
_OTHERWISE_WIRELESS = N_(
    "The driver of {title} refused ({code}); switch the headset off and on, check Bluetooth or network, "
    "and install what its maker asks for."
)


def in_words(error: BrainFlowError, profile: Profile, port: str) -> AcquisitionError:
    """Return what the driver refused, and what to do."""
    code = BrainFlowExitCodes(error.exit_code)
    if code is BrainFlowExitCodes.UNABLE_TO_OPEN_PORT_ERROR and port:
        return not_opened(port)
    sentence = _SENTENCES.get(code, _OTHERWISE if port else _OTHERWISE_WIRELESS)
    return AcquisitionError(sentence, port=port, ports=ports(), title=profile.title, code=code.name)
