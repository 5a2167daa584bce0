"""SQL of the signs in a post that its format does not list apart: links and hashtags in a text.

Belongs here: how a link or a hashtag is told in plain text and in HTML.
Does not belong here: the platforms' own lists of entities (the format modules), and names of
accounts, which a text does not tell safely ("@Override" is a word of a programmer).
"""

from influence.dumps.connection import sql_text

# Brackets belong to a link only in pairs: one more closes the bracket that the link stands in.
_LINK = r"""https?://(?:[^\s<>"()\[\]{}]|\([^\s<>"()]*\))+"""
_PUNCTUATION = r"""[.,;:!?*_~'|\\]+$"""
_HASHTAG = r"(?:^|[\s(])#([\p{L}\p{N}_]*[\p{L}_][\p{L}\p{N}_]*)"
_ANCHOR = r"<a\s[^>]*>"
_HREF = r"""\shref=["']([^"']+)["']"""


def links_in_text(text: str) -> str:
    """The links in a plain text, in its order, without the punctuation that follows them."""
    found = f"regexp_extract_all({text}, {sql_text(_LINK)})"
    listed = f"[regexp_replace(link, {sql_text(_PUNCTUATION)}, '') FOR link IN {found}]"
    return _if_it_holds("://", text, listed)


def hashtags_in_text(text: str) -> str:
    """The hashtags in a plain text, in its order, without their sign; a number is none."""
    return _if_it_holds("#", text, f"regexp_extract_all({text}, {sql_text(_HASHTAG)}, 1)")


def links_in_html(html: str, without: str = "") -> str:
    """The targets of the anchors in HTML; those whose tag matches `without` are left out."""
    anchors = f"regexp_extract_all({html}, {sql_text(_ANCHOR)})"
    kept = f" IF NOT regexp_matches(tag, {sql_text(without)})" if without else ""
    target = f"regexp_extract(tag, {sql_text(_HREF)}, 1)"
    # Hacker News writes even the slashes of a link as entities.
    read = f"replace(replace({target}, '&#x2F;', '/'), '&amp;', '&')"
    return _if_it_holds("<a", html, f"[{read} FOR tag IN {anchors}{kept}]")


def unescaped(text: str) -> str:
    """A plain text whose angle brackets and ampersands were written as entities."""
    read = f"replace(replace(replace({text}, '&lt;', '<'), '&gt;', '>'), '&amp;', '&')"
    return f"CASE WHEN contains({text}, '&') THEN {read} ELSE {text} END"


def _if_it_holds(sign: str, text: str, listed: str) -> str:
    # Most texts hold none, and to look for a few letters costs next to nothing.
    holds = f"contains({text}, {sql_text(sign)})"
    return f"CASE WHEN {holds} THEN {listed} WHEN NOT {holds} THEN CAST([] AS VARCHAR[]) END"
