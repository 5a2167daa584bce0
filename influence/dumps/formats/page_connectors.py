"""Tables of a company's own pages, as connectors land them (Fivetran's schemas).

Belongs here: how the tables of every network are told, and those of X and YouTube.
Does not belong here: other networks (`connector_meta`, `connector_linkedin`), and tables of any
other shape, which a mapping reads.

Nuances
- A table is known by its columns, whatever its file is called; it must bear its loader's columns.
- *Versions*: history tables hold a row for each change. The newest by the source's own time of
  change wins, else by the loader's; a row that the loader marks as deleted takes the post away.
- *Counters* are seen when the loader synced them, or on the day that they are given for. Daily
  reports are increments, not counters: counted, no rows.
"""

from influence.dumps.formats.connector_linkedin import LINKEDIN
from influence.dumps.formats.connector_meta import FACEBOOK, INSTAGRAM
from influence.dumps.formats.connector_tables import (
    FORMAT,
    VERSION,
    Connected,
    Known,
    known,
    nothing,
)
from influence.dumps.formats.signs import hashtags_in_text, links_in_text
from influence.dumps.loaders import loaded
from influence.dumps.sample import Sample, Table
from influence.dumps.translation import Translation

__all__ = ["FORMAT", "NAME", "VERSION", "claims"]
NAME = "Page connector tables (Facebook, Instagram, LinkedIn, X, YouTube)"


def claims(sample: Sample) -> Translation | None:
    """A table with its loader's columns and those of a known table."""
    table = Table(sample)
    loader = loaded(sample.columns, table.get, False)
    if loader is None:
        return None
    for network, tables in _NETWORKS.items():
        for columns, read in tables:
            if sample.has(*columns):
                return read(Connected(network, table, loader))
    return None


def _tweets(of: Connected) -> Translation:
    # The connector spells the column `full_test`.
    text = of["full_text"] if of.table.has("full_text") else of["full_test"]
    post = {
        "post_id": of["id"],
        "account_id": of["user_id"],
        "created_at": of["created_at"],
        "text": text,
        "lang": of["lang"],
        "hashtags": hashtags_in_text(text),
        "urls": links_in_text(text),
        "reply_to_post_id": of["in_reply_to_status_id"],
        "reply_to_account_id": of["in_reply_to_user_id"],
    }
    counters = {
        "post_id": of["id"],
        "observed_at": of.synced,
        "likes": of["favorite_count"],
        "reposts": of["retweet_count"],
    }
    is_draft = f"coalesce(upper({of['tweet_type']}) NOT IN ('PUBLISHED', ''), false)"
    return of.translation(
        "posts",
        {
            "posts": of.rows(post, f"NOT {is_draft}"),
            "post_metrics": of.rows(counters, f"NOT {is_draft}"),
        },
        {"drafts and scheduled posts left out": is_draft},
    )


def _twitter_user(of: Connected) -> Translation:
    account = {
        "account_id": of["id"],
        "observed_at": of.synced,
        "handle": of["screen_name"],
        "display_name": of["name"],
        "created_at": of["created_at"],
        "followers_count": of["followers_count"],
        "following_count": of["friends_count"],
        "posts_count": of["statuses_count"],
        "verified": of["verified"],
    }
    return of.translation("accounts", {"accounts": of.rows(account)})


def _youtube_video(of: Connected) -> Translation:
    text = of["snippet_description"]
    video = {
        "post_id": of["id"],
        "account_id": of["snippet_channel_id"],
        "created_at": of["snippet_published_at"],
        "text": f"concat_ws(chr(10) || chr(10), {of['snippet_title']}, nullif({text}, ''))",
        "lang": of["snippet_default_audio_language"],
        "hashtags": of["snippet_tags"],
        "urls": links_in_text(text),
    }
    counters = {
        "post_id": of["id"],
        "observed_at": of.synced,
        "impressions": of["statistics_view_count"],
        "likes": of["statistics_like_count"],
        "replies": of["statistics_comment_count"],
    }
    channel = {
        "account_id": of["snippet_channel_id"],
        "observed_at": of.synced,
        "display_name": of["snippet_channel_title"],
    }
    is_hidden = f"coalesce(lower({of['privacy_status']}) = 'private', false)"
    return of.translation(
        "posts",
        {
            "posts": of.rows(video, f"NOT {is_hidden}"),
            "accounts": of.rows(channel),
            "post_metrics": of.rows(counters, f"NOT {is_hidden}"),
        },
        {"private videos left out": is_hidden},
    )


_INCREMENTS = nothing("rows of daily increments left out: they are not cumulative")
_NETWORKS: dict[str, tuple[Known, ...]] = {
    "facebook": FACEBOOK,
    "instagram": INSTAGRAM,
    "linkedin": LINKEDIN,
    "x": (
        known("id user_id created_at tweet_type favorite_count", _tweets),
        known("id screen_name friends_count statuses_count", _twitter_user),
        known("date organic_tweet_id placement", _INCREMENTS),
        known(
            "id approval_status timezone_switch_at",
            nothing("advertising accounts left out: they post nothing"),
        ),
    ),
    "youtube": (
        known("id snippet_channel_id snippet_published_at", _youtube_video),
        known("date channel_id subscribers_gained views", _INCREMENTS),
        known(
            "date channel_id age_group views_percentage",
            nothing("shares of age groups left out: they are no counts"),
        ),
    ),
}
