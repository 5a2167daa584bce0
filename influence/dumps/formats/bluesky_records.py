"""The records of Bluesky's own collections, wherever they are read from.

Belongs here: SQL of what a post's record says: facets, embeds, replies, and its two clocks.
Does not belong here: the envelopes that carry records (the format modules).
"""

from influence.dumps.validation import time_of

_PARENT = "STRUCT(uri VARCHAR)"
# An embed is a card, a quoted record, or a record with media beside it. A quoted record names its
# post one level deeper where media stand beside it.
_EMBED = (
    f"STRUCT(external STRUCT(uri VARCHAR), media STRUCT(external STRUCT(uri VARCHAR)), "
    f"record STRUCT(uri VARCHAR, record {_PARENT}))"
)
_FACETS = "STRUCT(features STRUCT(did VARCHAR, tag VARCHAR, uri VARCHAR)[])[]"
# The fields of a post's record, as fields of a STRUCT.
POST_RECORD = (
    f'"createdAt" VARCHAR, "text" VARCHAR, langs VARCHAR[], tags VARCHAR[], '
    f"facets {_FACETS}, embed {_EMBED}, reply STRUCT(parent {_PARENT})"
)


def account_in(uri: str) -> str:
    """The did of an at-URI: `at://<did>/<collection>/<rkey>`."""
    return f"CASE WHEN starts_with({uri}, 'at://') THEN split_part({uri}, '/', 3) END"


def is_post(uri: str) -> str:
    """Whether an at-URI names a post."""
    return f"({uri} LIKE 'at://%/app.bsky.feed.post/%')"


def near(client: str, server: str) -> str:
    """Whether the client's time is within a day of the server's, so that it may be believed."""
    apart = f"epoch({time_of(client)}) - epoch({time_of(server)})"
    return f"coalesce(abs({apart}) <= 86400, false)"


def _features(record: str) -> str:
    return f"flatten([facet.features FOR facet IN {record}.facets])"


def hashtags(record: str) -> str:
    """The tags in the text, and those that stand beside it."""
    within = f"[part.tag FOR part IN {_features(record)} IF part.tag IS NOT NULL]"
    return f"list_concat({within}, {record}.tags)"


def mentions(record: str) -> str:
    """The dids of the accounts that the text names."""
    return f"[part.did FOR part IN {_features(record)} IF part.did IS NOT NULL]"


def links(record: str) -> str:
    """The links in the text, and the one of a card unless the text has it too."""
    within = f"[part.uri FOR part IN {_features(record)} IF part.uri IS NOT NULL]"
    card = f"coalesce({record}.embed.external.uri, {record}.embed.media.external.uri)"
    is_new = f"{card} IS NOT NULL AND NOT coalesce(list_contains({within}, {card}), false)"
    return f"list_concat({within}, CASE WHEN {is_new} THEN [{card}] END)"


def quoted(record: str) -> str:
    """The at-URI of the post that a post quotes; of a quoted list or feed, nothing."""
    uri = f"coalesce({record}.embed.record.uri, {record}.embed.record.record.uri)"
    return f"CASE WHEN {is_post(uri)} THEN {uri} END"
