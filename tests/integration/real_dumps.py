"""What the tests of real dumps share: the type of `landed`, and the figures of a README.

Belongs here: shapes that several modules name.
Does not belong here: landing itself (the fixture `landed` of `conftest`), or any expectation.
"""

from collections.abc import Callable

from influence.dumps.landing import LandingSummary

# The folder of a real dump by its name, landed.
Landed = Callable[[str], LandingSummary]


def figures(
    posts: int, reposts: int, replies: int, quotes: int, originals: int, mentions: int, authors: int
) -> dict[str, int]:
    """The counts that a README of posts tells."""
    return {
        "posts": posts,
        "reposts": reposts,
        "replies": replies,
        "quotes": quotes,
        "originals": originals,
        "mentions": mentions,
        "authors": authors,
    }
