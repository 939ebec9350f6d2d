"""What BrainFlow's driver says when it fails, in words."""

from brainflow.exit_codes import BrainFlowError, BrainFlowExitCodes

from acquisition.boards._ports import not_opened, ports
from acquisition.errors import AcquisitionError
from acquisition.profiles import Profile
from station.language import N_


def in_words(error: BrainFlowError, profile: Profile, port: str) -> AcquisitionError:
    """Return what the driver refused, and what to do."""
    match error.exit_code:
        case BrainFlowExitCodes.UNABLE_TO_OPEN_PORT_ERROR:
            return not_opened(port)
        case BrainFlowExitCodes.SER_PORT_ERROR:
            return AcquisitionError(
                N_("{port!r} is not a serial port; serial ports found: {ports}."),
                port=port,
                ports=ports(),
            )
        case BrainFlowExitCodes.BOARD_NOT_READY_ERROR:
            return AcquisitionError(
                N_(
                    "No headset answers on {port!r}. Switch the headset on (to PC), set the "
                    "dongle's switch to GPIO 6, charge the battery, and check the port."
                ),
                port=port,
            )
        case (
            BrainFlowExitCodes.ANOTHER_BOARD_IS_CREATED_ERROR
            | BrainFlowExitCodes.PORT_ALREADY_OPEN_ERROR
        ):
            return AcquisitionError(
                N_("The port {port!r} is in use already; close the other program first."),
                port=port,
            )
        case BrainFlowExitCodes.INVALID_ARGUMENTS_ERROR:
            return AcquisitionError(
                N_(
                    "The driver cannot connect to {title} with what it was given; name its port, "
                    "address, file or serial number in the board settings (--board-settings)."
                ),
                title=profile.title,
            )
        case BrainFlowExitCodes.BOARD_WRITE_ERROR:
            return AcquisitionError(
                N_("The dongle on {port!r} was unplugged; plug it in again."), port=port
            )
    return AcquisitionError(
        N_("The driver of {title} refused ({code}); unplug the dongle, wait, plug it in again."),
        title=profile.title,
        code=BrainFlowExitCodes(error.exit_code).name,
    )
