"""Start the emulator process: ``python -m acquisition.emulator CONFIG.json``."""

import sys

from acquisition.emulator.service import main

sys.exit(main(sys.argv[1:]))
