"""What a run tells about itself while it works, line by line, to whoever started it.

Belongs here: the pipe on which a run that `make run` started sends events, and reading it.
Does not belong here: how events look (`display`). Without a pipe, as in a run that the Dagster UI
started, they go nowhere: the event log holds the same facts.
"""

import json
import os
from collections.abc import Iterator
from typing import IO, Any

# Number of the open file descriptor that events are written to.
PIPE_VARIABLE = "INFLUENCE_PROGRESS_PIPE"


def tell(event: str, **facts: object) -> None:
    """Send one event; `facts` are plain JSON values."""
    pipe = os.environ.get(PIPE_VARIABLE)
    if pipe:
        os.write(int(pipe), (json.dumps({"event": event, **facts}) + "\n").encode())


def read_events(pipe: IO[bytes]) -> Iterator[dict[str, Any]]:
    """Yield the events of a run until its end of the pipe is closed."""
    for line in pipe:
        yield json.loads(line)
