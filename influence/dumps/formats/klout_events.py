"""Klout's "When to post" events: who reacted to whose post, and when.

Belongs here: the table whose header cells begin with '#'.
Does not belong here: Klout's topics (`klout_topics`).

Nuances
- *Kind*: the table does not say which reaction an event is; its publishers do: those of the
  Twitter set (named `..._tw`) are reposts, those of the Facebook set (`..._fb`) are comments.
- *Ids* are fingerprints, signed 64-bit numbers: no account or post of the platform has them.
- *Times* were perturbed by the publishers, so that one post comes with several; the first holds.
- Each event tells the post as well: a post with several reactions is told several times.
"""

import re
from pathlib import PurePosixPath

from influence.dumps.sample import Sample, Table
from influence.dumps.translation import Translation
from influence.dumps.values import rows

FORMAT = "klout-events"
VERSION = 1
NAME = 'Klout "When to post" events'

_AUTHOR, _ACTOR = "#user_id_fingerprint", "#actor_id_fingerprint"
_POST, _POSTED, _ACTED = "#post_id_fingerprint", "#post_timestamp", "#action_timestamp"


def claims(sample: Sample) -> Translation | None:
    """The translation of a table of events."""
    if not sample.has(_AUTHOR, _ACTOR, _POST, _POSTED, _ACTED):
        return None
    table = Table(sample)
    is_facebook = re.search(r"_fb\b", PurePosixPath(sample.name).name.lower())
    platform, kind = ("'facebook'", "'reply'") if is_facebook else ("'x'", "'repost'")
    return table.translation(
        FORMAT,
        VERSION,
        "interactions",
        {
            "interactions": rows(
                {
                    "platform": platform,
                    "account_id": table[_ACTOR],
                    "kind": kind,
                    "post_id": table[_POST],
                    "target_account_id": table[_AUTHOR],
                    "occurred_at": table[_ACTED],
                }
            ),
            "posts": rows(
                {
                    "platform": platform,
                    "post_id": table[_POST],
                    "account_id": table[_AUTHOR],
                    "created_at": table[_POSTED],
                }
            ),
        },
        quote="",
        notes=(
            f"reactions are {kind}: the table does not say, its publishers do",
            "ids are the publishers' fingerprints, not the platform's",
        ),
    )
