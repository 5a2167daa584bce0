"""The topics of a world and the signs by which posts show them.

Belongs here: names, terms and texts of topics.
Does not belong here: who is interested in what (`people`).
"""

import polars as pl

from influence.lab.frames import Parts

_NAMES = (
    "Trail running", "Home coffee", "Espresso", "City cycling", "Sourdough", "House plants",
    "Film cameras", "Board games", "Wild swimming", "Vintage synths", "Bird watching", "Mending",
)  # fmt: skip
# The place of a topic's parent, where it has one: espresso is coffee.
_PARENTS = {2: 1}
# Signs of a text: a hashtag, a second one, a phrase, the address of a page, none that is known.
SIGNS = 5
SHOP = "https://shop.example.com"


def name_of(topic: int) -> str:
    """Past the names there are, topics are numbered."""
    return _NAMES[topic] if topic < len(_NAMES) else f"Topic {topic}"


def slug_of(topic: int) -> str:
    """The id of a topic in the streams."""
    return name_of(topic).lower().replace(" ", "-")


def _word(topic: int) -> str:
    return name_of(topic).lower().replace(" ", "")


def write_topics(parts: Parts, topics: int) -> None:
    """The streams `topics` and `topic_terms`."""
    numbers = range(topics)
    slugs = pl.Series([slug_of(number) for number in numbers])
    parents = [slug_of(_PARENTS[number]) if number in _PARENTS else None for number in numbers]
    parts.add(
        "topics",
        {
            "topic": slugs,
            "name": pl.Series([name_of(number) for number in numbers]),
            "parent_topic": pl.Series(parents, dtype=pl.String),
        },
    )
    for kind, terms in (
        ("hashtag", [_word(number) for number in numbers]),
        ("hashtag", [f"{_word(number)}life" for number in numbers]),
        ("phrase", [f"talk of {name_of(number).lower()}" for number in numbers]),
        ("domain", [f"{_word(number)}.example.org" for number in numbers]),
    ):
        parts.add("topic_terms", {"topic": slugs, "term": pl.Series(terms), "kind": kind})


def signs_of(topics: int) -> pl.DataFrame:
    """`text`, `hashtags` and `page` of a post, SIGNS rows for each topic and for no topic."""
    rows = []
    for topic in range(topics):
        word, name = _word(topic), name_of(topic).lower()
        rows += [
            (f"Look at this #{word}", [word], None),
            (f"One more of these #{word}life", [f"{word}life"], None),
            (f"All this talk of {name}", [], None),
            ("Worth a read", [], f"https://{word}.example.org/notes"),
            (f"Both at once #{word} #{word}life", [word, f"{word}life"], None),
        ]
    rows += [("What a day", [], None)] * SIGNS
    return pl.DataFrame(
        rows,
        schema={"text": pl.String, "hashtags": pl.List(pl.String), "page": pl.String},
        orient="row",
    )
