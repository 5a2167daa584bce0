"""Links and hashtags are found in texts where their platforms do not list them."""

import duckdb
import pytest

from influence.dumps.formats import signs


def _value(sql: str, text: str | None) -> object:
    with duckdb.connect() as con:
        row = con.execute(
            f"SELECT {sql} FROM (SELECT CAST(? AS VARCHAR) AS text)", [text]
        ).fetchone()
    return row[0] if row else None


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("no link", []),
        ("see https://example.org.", ["https://example.org"]),
        ("(see http://example.org/a)", ["http://example.org/a"]),
        ("[tea](https://example.org/a_(b)) and", ["https://example.org/a_(b)"]),
        (
            "https://a.example/?x=1&y=2#z, https://b.example!",
            ["https://a.example/?x=1&y=2#z", "https://b.example"],
        ),
        ('<a href="https://example.org/">', ["https://example.org/"]),
        ("ftp://example.org example.org", []),
        ("https://example.org/\u8336\uff0c", ["https://example.org/\u8336\uff0c"]),
    ],
)
def test_a_link_ends_where_its_sentence_goes_on(text: str, links: list[str]) -> None:
    assert _value(signs.links_in_text("text"), text) == links


@pytest.mark.parametrize(
    ("text", "hashtags"),
    [
        (
            "#Tea and #green_tea, (#2026tea) #\u304a\u8336",
            ["Tea", "green_tea", "2026tea", "\u304a\u8336"],
        ),
        ("#1 a#b https://example.org/#top ##x", []),
        ("line\n#next", ["next"]),
    ],
)
def test_a_hashtag_begins_a_word_and_is_no_number(text: str, hashtags: list[str]) -> None:
    assert _value(signs.hashtags_in_text("text"), text) == hashtags


def test_links_of_html_are_the_targets_of_its_anchors() -> None:
    html = (
        '<a class="tag" href="https://a.example/t">#t</a> <a href="https:&#x2F;&#x2F;b.example'
        '&#x2F;?x=1&amp;y=2" rel="nofollow">b</a> <abbr href=\'https://c.example\'>'
    )
    assert _value(signs.links_in_html("text"), html) == [
        "https://a.example/t",
        "https://b.example/?x=1&y=2",
    ]
    assert _value(signs.links_in_html("text", without='class="tag"'), html) == [
        "https://b.example/?x=1&y=2"
    ]


def test_entities_are_read_once() -> None:
    assert _value(signs.unescaped("text"), "a &lt;b&gt; &amp;amp; &amp;lt;") == "a <b> &amp; &lt;"


@pytest.mark.parametrize("sign", [signs.links_in_text, signs.hashtags_in_text, signs.links_in_html])
def test_what_is_not_there_has_no_signs(sign: object) -> None:
    assert callable(sign)
    assert _value(sign("text"), None) is None
