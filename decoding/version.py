"""What marks the code that turns rows into decisions.

The version of the program stays the same from one change of a formula to the next; whoever recomputes a
session has to know that it was another code that decided in it.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path


@cache
def code_version() -> str:
    """Return twelve digits of the SHA-256 of all modules of this package.

    A changed comment changes them, too: they tell that code is the same, never that numbers are not.
    """
    digest = sha256()
    folder = Path(__file__).parent
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]
