"""The raw contract as data: every stream, its columns, types, required columns and natural key.

Belongs here: what a row of a stream may hold, whatever format it came from.
Does not belong here: how a format is read (one module per format) or where rows are stored
(`landing`).
"""

from dataclasses import dataclass

TEXT = "VARCHAR"
TIME = "TIMESTAMP"
COUNT = "BIGINT"
NUMBER = "DOUBLE"
MONEY = "DECIMAL(18,4)"
DAY = "DATE"
FLAG = "BOOLEAN"
LIST = "VARCHAR[]"

RESERVED_TOPIC = "all"
# Of a sign of a topic; weights are told apart to a millionth.
LARGEST_WEIGHT = 1_000_000


@dataclass(frozen=True)
class Column:
    """One column of a stream. `values` closes the set of texts that it may hold."""

    name: str
    type: str
    required: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stream:
    """One stream of the raw contract.

    `event_time` names the column that says when the row happened, and is None for streams that
    describe something timeless. `one_of` names columns of which at least one must be given.
    """

    name: str
    grain: str
    columns: tuple[Column, ...]
    natural_key: tuple[str, ...]
    event_time: str | None = None
    one_of: tuple[str, ...] = ()

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.required)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def _columns(text: str) -> tuple[Column, ...]:
    """Read `name:type` pairs; `!` marks a required column; no type means VARCHAR."""
    found = []
    for word in text.split():
        name, _, kind = word.partition(":")
        required = name.endswith("!")
        found.append(Column(name.rstrip("!"), _TYPES[kind], required))
    return tuple(found)


_TYPES = {
    "": TEXT,
    "time": TIME,
    "count": COUNT,
    "number": NUMBER,
    "money": MONEY,
    "day": DAY,
    "flag": FLAG,
    "list": LIST,
}

INTERACTION_KINDS = ("like", "repost", "quote", "reply", "mention", "click", "save", "vote")
IDENTITY_KINDS = ("account", "visitor", "person")

_CLOSED_SETS = {
    ("follows", "action"): ("follow", "unfollow"),
    ("interactions", "kind"): INTERACTION_KINDS,
    ("identities", "left_kind"): IDENTITY_KINDS,
    ("identities", "right_kind"): IDENTITY_KINDS,
    ("assignments", "unit_kind"): ("account", "visitor"),
    ("assignments", "arm"): ("exposed", "held_out"),
    ("consents", "action"): ("opt_in", "opt_out", "hide_topic", "show_topic", "erase"),
    ("topic_terms", "kind"): ("hashtag", "phrase", "domain", "url_prefix"),
}


def _stream(
    name: str,
    grain: str,
    columns: str,
    key: str,
    event_time: str | None = None,
    one_of: tuple[str, ...] = (),
) -> Stream:
    typed = tuple(
        Column(c.name, c.type, c.required, _CLOSED_SETS.get((name, c.name), ()))
        for c in _columns(columns)
    )
    return Stream(name, grain, typed, tuple(key.split()), event_time, one_of)


STREAMS: dict[str, Stream] = {
    stream.name: stream
    for stream in (
        _stream(
            "accounts",
            "what was observed of one account at one time",
            "platform! account_id! observed_at!:time handle display_name created_at:time "
            "followers_count:count following_count:count posts_count:count verified:flag "
            "is_automated:flag",
            "platform account_id observed_at",
        ),
        _stream(
            "follows",
            "one change of a follow edge",
            "platform! follower_id! followed_id! occurred_at!:time action! follow_id",
            "platform follower_id followed_id occurred_at",
            "occurred_at",
        ),
        _stream(
            "posts",
            "one post, repost or reply as published",
            "platform! post_id! account_id! created_at!:time text lang hashtags:list mentions:list "
            "urls:list reply_to_post_id reply_to_account_id repost_of_post_id repost_of_account_id "
            "quote_of_post_id quote_of_account_id",
            "platform post_id",
            "created_at",
        ),
        _stream(
            "interactions",
            "one act of one account on a post or an account",
            "platform! interaction_id account_id! kind! post_id target_account_id "
            "occurred_at!:time",
            "platform interaction_id account_id kind post_id target_account_id occurred_at",
            "occurred_at",
            one_of=("post_id", "target_account_id"),
        ),
        _stream(
            "post_metrics",
            "cumulative counters of a post, seen at one time",
            "platform! post_id! observed_at!:time impressions:count likes:count reposts:count "
            "replies:count quotes:count clicks:count saves:count",
            "platform post_id observed_at",
        ),
        _stream(
            "impressions",
            "one view of a post, where the platform tells",
            "platform! post_id! occurred_at!:time viewer_account_id visitor_id",
            "platform post_id occurred_at viewer_account_id visitor_id",
            "occurred_at",
        ),
        _stream(
            "tracked_links",
            "a link or promo code that belongs to an account",
            "link_id! url promo_code platform! account_id! post_id campaign_id created_at:time",
            "link_id",
        ),
        _stream(
            "visits",
            "one event of a web session",
            "visitor_id! session_id occurred_at!:time event! page_url referrer link_id utm_source "
            "utm_medium utm_campaign utm_content engagement_ms:count",
            "visitor_id session_id occurred_at event page_url",
            "occurred_at",
        ),
        _stream(
            "conversions",
            "one purchase or other goal",
            "conversion_id! visitor_id! occurred_at!:time kind! value:money margin:money "
            "currency promo_code topic",
            "conversion_id",
            "occurred_at",
        ),
        _stream(
            "identities",
            "one claim, by one method at one time, that two ids are one person",
            "left_kind! left_platform left_id! right_kind! right_platform right_id! "
            "confidence:number method observed_at:time",
            "left_kind left_platform left_id right_kind right_platform right_id method observed_at",
        ),
        _stream(
            "campaigns",
            "money or goods given to an account",
            "campaign_id! platform! account_id! starts_on!:day ends_on!:day cost!:money currency! "
            "topic perk",
            "campaign_id platform account_id",
        ),
        _stream(
            "assignments",
            "one unit of a randomised holdout",
            "experiment_id! platform! account_id! unit_kind! unit_id! arm! assigned_at!:time",
            "experiment_id unit_kind unit_id",
        ),
        _stream(
            "consents",
            "what a person said of being measured",
            "platform! account_id! action! topic occurred_at!:time",
            "platform account_id action topic occurred_at",
        ),
        _stream(
            "fx_rates",
            "a currency's value on a day",
            "day!:day currency! rate_to_reporting!:number",
            "day currency",
        ),
        _stream(
            "topics",
            "one topic of a taxonomy, below one parent",
            "topic! name parent_topic",
            "topic parent_topic",
        ),
        _stream(
            "topic_terms",
            "one sign of a topic",
            "topic! term! kind! weight:number",
            "topic term kind",
        ),
        _stream(
            "endorsements",
            "one person vouching for another on a topic",
            "platform! from_account_id! to_account_id! topic! occurred_at!:time",
            "platform from_account_id to_account_id topic occurred_at",
        ),
        # Not in the open contract's table: what a platform stream says was taken back.
        _stream(
            "deletions",
            "one post, interaction or follow that its platform says was taken back",
            "platform! post_id interaction_id follow_id account_id occurred_at:time",
            "platform post_id interaction_id follow_id",
            one_of=("post_id", "interaction_id", "follow_id"),
        ),
    )
}

# Columns that landing adds to every row of every stream, with their types.
PROVENANCE: dict[str, str] = {"_file_sha256": TEXT, "_loaded_at": TIME}
# A post carried inside another record (the original of a repost, a quoted post) is evidence of
# itself, but is not what the dump was asked to record; counts of a dump leave it out.
EMBEDDED = "_is_embedded"
# How many mentions the record shows; `mentions` leaves out those whose account id it does not tell.
MENTIONS_COUNT = "_mentions_count"
# What a table of a loader says of a row: since when this version of it holds, and whether the
# row was deleted in its source. Null and false where nothing is said.
VERSIONING: dict[str, str] = {"_version_at": TIME, "_is_deleted": FLAG}


def raw_columns(stream: Stream) -> dict[str, str]:
    """Names and types of a stream's raw Parquet, in order."""
    columns = {column.name: column.type for column in stream.columns}
    if stream.name == "posts":
        columns[EMBEDDED] = FLAG
        columns[MENTIONS_COUNT] = COUNT
    return columns | VERSIONING | PROVENANCE
