"""The one door through which a recording reaches the disk.

Everything that a power cut could undo passes here, so that a test can keep the log of writes and
syncs and play every cut of it.
"""

import errno
import os
from pathlib import Path

_CANNOT = (
    errno.EINVAL,
    errno.ENOTSUP,
    errno.EBADF,
)  # what fsync says of a folder that it cannot sync


class Disk:
    """The operating system's files, by number."""

    def open(self, path: Path) -> int:
        """Open a file for appending, made if need be."""
        mode = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        return os.open(path, mode, 0o644)

    def write(self, file: int, data: bytes) -> int:
        """Append; return how many bytes were taken."""
        return os.write(file, data)

    def sync(self, file: int) -> None:
        """Return when a power cut can no longer take what was written."""
        os.fsync(file)

    def truncate(self, file: int, size: int) -> None:
        """Cut a file that is longer to this size."""
        os.ftruncate(file, min(size, os.fstat(file).st_size))

    def close(self, file: int) -> None:
        """Close a file."""
        os.close(file)

    def put(self, path: Path, data: bytes) -> None:
        """Write a whole file: after a power cut it is there as it was before, or as it is now."""
        part = path.with_name(path.name + ".part")
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        self.sync_folder(path.parent)

    def sync_folder(self, folder: Path) -> None:
        """Make the names of new files safe as well; Windows does so by itself.

        Some systems of files cannot (memory sticks, network folders), and record all the same.
        """
        if os.name != "posix":
            return
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        except OSError as error:
            if error.errno not in _CANNOT:
                raise
        finally:
            os.close(number)
