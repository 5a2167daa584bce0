"""Whether a file is still being written, as far as its size and time tell.

Belongs here: the second look at files that were written a moment ago, after one wait for all.
Does not belong here: names of unfinished files (`companions`), and the sensor's ticks.

*Nuances*. A copy that stalls for longer than the wait looks like a whole file. When it goes on, its
bytes are others, and replace those that were landed. A file dated ahead of this clock is taken
when it held still during the wait.
"""

import time

from influence.dumps.inventory import DroppedFile, Seen


class Watch:
    """Files written within the last `seconds`, and what they were at the first look."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._first: dict[str, Seen] = {}

    def is_young(self, file: DroppedFile) -> bool:
        """Whether the file was written so lately that it may still grow."""
        if self._seconds <= 0:
            return False
        try:
            seen = file.seen()
        except OSError:
            return False
        if time.time() - seen.mtime_ns / 1e9 >= self._seconds:
            return False
        self._first[file.path] = seen
        return True

    def wait(self) -> None:
        """Let those that are being written change."""
        time.sleep(self._seconds)

    def has_grown(self, file: DroppedFile) -> bool:
        """Whether a young file is another than at the first look, or gone."""
        return file.has_changed(self._first[file.path])
