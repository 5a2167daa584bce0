"""Every format that is read, in the order in which they are asked whether a file is theirs.

Belongs here: the list. A format that is told by more signs stands before one told by fewer.
Does not belong here: how a format is told (`claims` of its module).
"""

from typing import Protocol

from influence.dumps.formats import (
    access_log,
    attribution,
    bluesky_jetstream,
    bluesky_search,
    bluesky_tables,
    elt,
    ga4_events,
    ga4_items,
    ga360,
    gh_archive,
    gnip,
    hackernews,
    higgs,
    iab_taxonomy,
    klout_events,
    klout_topics,
    linkedin_shares,
    mastodon_outbox,
    mastodon_statuses,
    model_results,
    open_format,
    page_connectors,
    reddit_pushshift,
    rumoureval,
    shopify_api,
    shopify_orders,
    shortlink_clicks,
    snowplow,
    x_archive,
    x_archive_owner,
    x_v1,
    x_v2,
    youtube,
    youtube_api,
)
from influence.dumps.sample import Sample
from influence.dumps.translation import Translation


class Format(Protocol):
    """What a format module offers."""

    # A short name, shown in receipts; raised VERSION makes landed files be read again.
    FORMAT: str
    VERSION: int
    # The name that people know it by.
    NAME: str

    def claims(self, sample: Sample) -> Translation | None:
        """How to read the file, or None where it is no file of this format.

        Raises DumpSchemaError where it is one, but cannot be read as a whole.
        """


FORMATS: tuple[Format, ...] = (
    x_archive,
    rumoureval,
    gnip,
    x_v1,
    x_v2,
    klout_events,
    klout_topics,
    higgs,
    iab_taxonomy,
    bluesky_jetstream,
    bluesky_search,
    mastodon_outbox,
    mastodon_statuses,
    reddit_pushshift,
    shortlink_clicks,
    access_log,
    gh_archive,
    hackernews,
    youtube,
    youtube_api,
    linkedin_shares,
    ga4_items,
    ga4_events,
    elt,
    page_connectors,
    snowplow,
    bluesky_tables,
    ga360,
    attribution,
    model_results,
    shopify_orders,
    shopify_api,
    open_format,
)


# Of formats whose rows a file beside them tells more of: the names of such files.
BESIDE = {x_archive.FORMAT: frozenset({x_archive_owner.ACCOUNT, x_archive_owner.MANIFEST})}


def versions() -> dict[str, int]:
    """The version of the translation of every format, by the name that receipts show."""
    found = {known.FORMAT: known.VERSION for known in FORMATS}
    return found | dict.fromkeys(open_format.FORMATS, open_format.VERSION)
