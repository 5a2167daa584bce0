"""Phrases in texts against a plain search for each phrase in each text, and by examples."""

import unicodedata
from collections.abc import Sequence

import duckdb
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from influence.measures import phrases
from influence.measures.phrases import (
    Phrases,
    comparable,
    phrases_in_texts,
    register_comparable_text,
)

WITHOUT_SPACES = {"CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR"}
JOINED_TO_WHAT_IS_BEFORE = set("っゃー々าะ\u200d")
JOINED_TO_WHAT_IS_AFTER = set("เ\u17d2\u200d")
# Few characters, so that phrases are met: letters with and without case, marks, joiners and spaces
# that are seen and not, signs, digits, scripts without spaces, emoji, flags.
SIGNS = st.text(
    "abAßſiİıéσΣς\u0301\u0308\u0307'’-–_ \n\t\u3000\xa0+&#@c1٣ｂﬁ\u200b\u200d\ufe0f\xad\0"
    "日本々パンーっゃﾊﾟกาเะตุคក\u17d2រ👩💻🏽❤🇩🇪🇸\U000e0067",
    max_size=12,
)
ANYTHING = st.text(max_size=20)
# Whoever comes first reads the tables of characters.
UNHURRIED = settings(deadline=None)


def is_word(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LMN" or sign == "_"


def has_no_spaces(sign: str) -> bool:
    name = unicodedata.name(sign, "").replace("-", " ").split(" ")[0]
    return (
        is_word(sign)
        and unicodedata.category(sign) != "Nd"
        and (name in WITHOUT_SPACES or sign == "々")
    )


def is_regional(sign: str) -> bool:
    return "REGIONAL INDICATOR" in unicodedata.name(sign, "")


def is_end(text: str, at: int) -> bool:
    """Whether a word may begin or end before text[at]."""
    if at in (0, len(text)):
        return True
    before, after = text[at - 1], text[at]
    if unicodedata.category(after)[0] == "M" or after in JOINED_TO_WHAT_IS_BEFORE:
        return False
    if before in JOINED_TO_WHAT_IS_AFTER or unicodedata.name(after, "").startswith("TAG "):
        return False
    if is_regional(before) and is_regional(after):
        run = len(text[:at]) - len(text[:at].rstrip("🇦🇧🇨🇩🇪🇫🇸"))
        return run % 2 == 0
    return not (is_word(before) and is_word(after)) or has_no_spaces(before) or has_no_spaces(after)


def stands_in(form: str, text: str) -> bool:
    return any(
        text.startswith(form, at) and is_end(text, at) and is_end(text, at + len(form))
        for at in range(len(text) - len(form) + 1)
    )


def found(wanted: Sequence[str], text: str | None) -> list[str]:
    looked_for = Phrases(wanted)
    return [looked_for.forms[at] for at in looked_for.found_in([text])[1]]


@UNHURRIED
@given(st.lists(SIGNS, max_size=6), st.lists(SIGNS | st.none(), max_size=5))
@example(["🇪🇸"], ["🇩🇪🇸🇪", "🇩🇪🇪🇸"])
@example(["ab", "b a", "ab ab"], ["ab ab", "b\na"])
def test_a_plain_search_finds_the_same(wanted: list[str], texts: list[str | None]) -> None:
    looked_for = Phrases(wanted)
    assert looked_for.forms == sorted({form for phrase in wanted if (form := comparable(phrase))})
    places, phrase = looked_for.found_in(texts)
    expected = [
        (at, number)
        for at, text in enumerate(texts)
        for number, form in enumerate(looked_for.forms)
        if text is not None and stands_in(form, comparable(text))
    ]
    assert list(zip(places.tolist(), phrase.tolist(), strict=True)) == expected


@UNHURRIED
@given(SIGNS | ANYTHING)
@example("A\u0301\u200d@")
@example("i\u0307\u200d@")
@example("\u0130\u0307")
@example("\u0131\u0301")
def test_the_form_of_a_form_is_that_form(text: str) -> None:
    assert comparable(comparable(text)) == comparable(text)


@UNHURRIED
@given(SIGNS | ANYTHING)
def test_texts_that_look_alike_have_one_form(text: str) -> None:
    for form in ("NFC", "NFD"):
        assert comparable(unicodedata.normalize(form, text)) == comparable(text)


# What stands for an address is no phrase.
@UNHURRIED
@given((SIGNS | ANYTHING).filter(lambda text: "\ufffc" not in text))
def test_a_phrase_stands_in_itself(text: str) -> None:
    assert found([text], text) == [comparable(text)] * bool(comparable(text))


@UNHURRIED
@given(st.lists(SIGNS, min_size=1, max_size=8), st.integers(1, 40))
def test_how_texts_are_cut_into_parts_does_not_matter(texts: list[str], size: int) -> None:
    wanted = Phrases(["a", "日", "é", "c+"])
    whole = wanted.found_in(texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(phrases, "_CHARACTERS", size)
        parts = wanted.found_in(texts)
    assert [side.tolist() for side in parts] == [side.tolist() for side in whole]


@pytest.mark.parametrize(
    ("phrase", "text", "stands"),
    [
        ("oat milk", "The best OAT \n  milk!", True),
        ("oat milk", "goat milk", False),
        ("oat milk", "oat, milk", False),
        ("  Oat\tMilk ", "oat\u00a0milk", True),
        ("hip hop", "Hip-Hop", True),
        ("hip–hop", "hip hop", True),
        ("pop", "k-pop", True),
        ("pop", "popular", False),
        ("café", "cafe\u0301", True),
        ("cafe", "cafe\u0301", False),
        ("straße", "STRASSE", True),
        ("ΟΔΟΣ", "οδός οδος", True),
        ("istanbul", "İSTANBUL", True),
        ("diyarbakır", "DİYARBAKIR", True),
        ("viagra", "v\u200bi\u00ada\u2060gra", True),
        ("live", "ｌｉｖｅ", True),
        ("bold", "𝗯𝗼𝗹𝗱", True),
        ("nike", "Nike™", True),
        ("nike", "Nike’s", True),
        ("don't", "don’t", True),
        ("at&t", "AT&amp;T", True),
        ("at&t", "at&ts", False),
        ("c++", "C++11", True),
        ("c#", "#c#", True),
        ("snake", "snake_case", False),
        ("5", "15", False),
        ("5", "٥", False),
        ("co", "read https://t.co/go", False),
        ("https://t.co/go", "read https://t.co/go", False),
        ("東京", "私は東京都に", True),
        ("iphone", "买iPhone手机", True),
        ("パン", "メロンパン", True),
        ("ハンド", "ﾊﾝﾄﾞ", True),
        ("カラ", "カラー", False),
        ("人", "人々", False),
        ("3", "13月", False),
        ("กา", "กาแฟ", True),
        ("แฟ", "กาแฟ", True),
        ("ฟ", "กาแฟ", False),
        ("กา", "ก่า", False),
        ("រ", "ក្រ", False),
        ("👍", "so👍🏽good", True),
        ("❤️", "I❤you", True),
        ("👩", "👩‍💻", False),
        ("👩🏽‍💻", "👩‍💻", True),
        ("🇪🇸", "🇩🇪🇸🇪", False),
        ("🏴", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", False),
        ("क", "की", False),
        ("می\u200cخواهم", "میخواهم", True),
    ],
)
def test_words_of_many_scripts(phrase: str, text: str, stands: bool) -> None:
    assert bool(found([phrase], text)) == stands


def test_overlapping_and_nested_phrases_all_count_once() -> None:
    wanted = ["new york", "new york city", "york city hall", "york", "New  York"]
    assert found(wanted, "New York City Hall, New York") == [
        "new york",
        "new york city",
        "york",
        "york city hall",
    ]


def test_nothing_is_found_of_nothing() -> None:
    assert found([], "text") == []
    assert found(["", " ", "\u200b"], "text") == []
    assert found(["text"], None) == []


def batches(rows: list[tuple[str, str | None]], size: int) -> list[pa.RecordBatch]:
    table = pa.table(
        {
            "text_digest": pa.array([digest for digest, _ in rows], pa.string()),
            "text": pa.array([text for _, text in rows], pa.string()),
        }
    )
    return list(table.to_batches(max_chunksize=size))


def test_batches_in_any_order_and_size_give_the_same_rows() -> None:
    rows = [("1", "oat milk"), ("2", None), ("3", "OAT"), ("4", "milk"), ("5", "tea")]
    expected = {("1", "oat"), ("1", "oat milk"), ("3", "oat")}
    for given_rows in (rows, rows[::-1]):
        for size in (1, 2, 9):
            reader = phrases_in_texts(["Oat", "oat milk"], lambda: batches(given_rows, size))  # noqa: B023
            got = [tuple(row.values()) for row in reader.read_all().to_pylist()]
            assert sorted(got) == sorted(expected)


def test_without_phrases_no_text_is_read() -> None:
    def nobody_asks() -> list[pa.RecordBatch]:
        raise AssertionError("texts were read")

    assert phrases_in_texts([], nobody_asks).read_all().num_rows == 0


def test_sql_and_python_compare_alike() -> None:
    connection = duckdb.connect()
    register_comparable_text(connection)
    texts = ["Straße", "#Ｎｅｗｓ", "a\nb", "", "İ", None]
    rows = connection.execute(
        "select comparable_text(text) from (select unnest(?) as text)", [texts]
    ).fetchall()
    assert [form for (form,) in rows] == [
        None if text is None else comparable(text) for text in texts
    ]
