"""Sessions by silence.

Belongs here: cutting one visitor's events into sessions.
Does not belong here: what a session is worth (engaged, bounced, converting).

Source: the rule of GA4 and of Snowplow's trackers: a session ends after 30 minutes of silence.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

TIMEOUT = timedelta(minutes=30)


def sessions_of(times: Iterable[datetime], timeout: timedelta = TIMEOUT) -> list[list[datetime]]:
    """The events of one visitor in order, cut where more than `timeout` lies between two."""
    sessions: list[list[datetime]] = []
    for at in sorted(times):
        if sessions and at - sessions[-1][-1] <= timeout:
            sessions[-1].append(at)
        else:
            sessions.append([at])
    return sessions
