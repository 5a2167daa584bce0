"""What Mastodon's archives and its API have in common: URIs of accounts, and links in HTML.

Belongs here: SQL over one value that both write in the same way.
Does not belong here: the records themselves (the format modules).
"""

from influence.dumps.formats.signs import links_in_html

# Mentions and hashtags are anchors too; their class says so.
_NO_LINK = r"""\sclass=["'][^"']*(mention|hashtag)"""


def html_links(html: str) -> str:
    """The links in a post's HTML that are neither mentions nor hashtags."""
    return links_in_html(html, without=_NO_LINK)


def account_of(uri: str) -> str:
    """The URI of the account in the URI of its post, null where a server writes them otherwise."""
    return f"nullif(regexp_extract({uri}, '^(https?://.+)/statuses/[^/]+(/activity)?$', 1), '')"
