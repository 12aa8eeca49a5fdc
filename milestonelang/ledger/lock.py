"""One writer at a time: a lock on an open file, which ends with the process that holds it."""

import sys
from typing import IO

if sys.platform == "win32":
    import errno
    import msvcrt

    _FAR = (1 << 31) - 2  # a byte that no ledger has, so that its own are not locked

    def lock(file: IO[bytes]) -> None:
        """Wait until nobody else holds the lock, and hold it."""
        file.seek(_FAR)
        while True:
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                break
            except OSError as error:
                # The system gives up after ten tries, a second apart.
                if error.errno != errno.EDEADLK:
                    raise
        file.seek(0)

else:
    import fcntl

    def lock(file: IO[bytes]) -> None:
        """Wait until nobody else holds the lock, and hold it."""
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)
