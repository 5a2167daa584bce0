"""Tables of LinkedIn pages, as connectors land them.

Belongs here: what each of these tables is, and which rows it gives.
Does not belong here: how such a table is told, and other networks (`page_connectors`).

Nuances
- *Ids* are URNs: `urn:li:organization:..`, `urn:li:share:..`, `urn:li:ugcPost:..`; a bare number in
  a table of shares is the number of a share.
- *Statistics* are counters since a share was made. LinkedIn lets the number of shares fall below
  zero when shares are taken back; that is no count, and null.
- A post that *reacts* to another (`response_context_parent`) reposts it, with words of its own it
  quotes it.
- Tables that only tie others together, and those of a post's media, are counted, no rows: a file
  is read on its own, and these name no account.
"""

from influence.dumps.formats.connector_tables import (
    Connected,
    Known,
    is_negative,
    known,
    never_negative,
    nothing,
)
from influence.dumps.formats.signs import hashtags_in_text, links_in_text
from influence.dumps.translation import Translation


def _urn(kind: str, value: str) -> str:
    is_whole = f"starts_with({value}, 'urn:')"
    return f"CASE WHEN {is_whole} THEN {value} ELSE 'urn:li:{kind}:' || {value} END"


def _organization(of: Connected) -> Translation:
    account = {
        "account_id": _urn("organization", f"nullif({of['id']}, '')"),
        "observed_at": of.synced,
        "handle": of["vanity_name"],
        "display_name": of["localized_name"],
    }
    return of.translation("accounts", {"accounts": of.rows(account)})


def _posts(of: Connected) -> Translation:
    text = of["commentary"]
    parent, has_words = f"nullif({of['response_context_parent']}, '')", f"trim({text}) <> ''"
    state = f"upper(coalesce(nullif({of['lifecycle_state']}, ''), 'PUBLISHED'))"
    post = {
        "post_id": _urn("share", f"nullif({of['id']}, '')"),
        "account_id": of["author"],
        "created_at": f"coalesce(nullif({of['first_published_at']}, ''), {of['created_time']})",
        "text": text,
        "hashtags": hashtags_in_text(text),
        "urls": links_in_text(text),
        "repost_of_post_id": f"CASE WHEN NOT coalesce({has_words}, false) THEN {parent} END",
        "quote_of_post_id": f"CASE WHEN {has_words} THEN {parent} END",
    }
    return of.translation(
        "posts",
        {"posts": of.rows(post, f"{state} = 'PUBLISHED'", of["last_modified_time"])},
        {"versions of posts left out: they are not published": f"{state} <> 'PUBLISHED'"},
    )


def _statistics(of: Connected) -> Translation:
    share, shares = f"nullif({of['_share_entity_urn']}, '')", of["share_count"]
    counters = {
        "post_id": share,
        "observed_at": of.synced,
        "impressions": of["impression_count"],
        "likes": of["like_count"],
        "reposts": never_negative(shares),
        "replies": of["comment_count"],
        "clicks": of["click_count"],
    }
    return of.translation(
        "post_metrics",
        {"post_metrics": of.rows(counters, f"{share} IS NOT NULL")},
        {
            "share counts below zero, which are no counts": is_negative(shares),
            "statistics that name no share left out": f"r._fault IS NULL AND {share} IS NULL",
        },
    )


_TIES = nothing("rows that tie two tables together left out")
_CONTENT = nothing("contents of posts (media, articles, polls) left out: they name no account")

LINKEDIN: tuple[Known, ...] = (
    known("id author commentary lifecycle_state first_published_at", _posts),
    known("_share_entity_urn click_count impression_count", _statistics),
    known("id vanity_name organization_type", _organization),
    known("media_id article_source poll_question", _CONTENT),
    known("share_id share_statistic_id", _TIES),
    known("ugc_post_id share_statistic_id", _TIES),
    known("organization_id share_id", _TIES),
    known("organization_id ugc_post_id", _TIES),
    # As the connector spelled it for years.
    known("organiation_id ugc_post_id", _TIES),
)
