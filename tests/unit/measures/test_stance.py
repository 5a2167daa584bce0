"""What is read as praise and complaint, of what, and when nothing is told, in sentences of ours."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from influence.measures.stance import SCHEMA, Method, Stance, judge_texts, stance_of

METHOD = Method(threshold=0.25, disagreement=0.5, min_probability=0.7)
TOPIC = ("acme",)
SENTENCES = (
    "The crumb is excellent.",
    "It broke on day one, awful!",
    "We went there on Monday.",
    "Nothing like the photo.",
    "I love it!",
    "Not good at all.",
    "Shipping was slow.",
    "Is it any good?",
)
SAID = st.lists(st.sampled_from(SENTENCES), max_size=5)


def judged(
    text: str | None,
    lang: str | None = "en",
    asked: tuple[str, ...] = TOPIC,
    others: tuple[str, ...] = (),
) -> Stance:
    return stance_of(text, lang, asked, others, METHOD)


def told(text: str | None, lang: str | None = "en", others: tuple[str, ...] = ()) -> str | None:
    found = judged(text, lang, others=others)
    return found.label or found.missing_because


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I love #acme", "laud"),
        ("#acme is terrible", "complain"),
        ("#acme is not good", "complain"),
        ("#acme is not bad at all", "laud"),
        ("I don't like #acme", "complain"),
        ("My #acme stopped working 😡", "complain"),
        ("It does not work 😡 #acme", "complain"),
        ("👍 #acme", "laud"),
        ("#acme, ok.", "neutral"),
        ("Thanks #acme", "neutral"),
        ("A table like the one of #acme", "no sign"),
        ("Please help me join #acme", "no sign"),
        ("Good morning from #acme", "no sign"),
        ("#acme 😂", "no sign"),
        ("Visiting #acme", "no sign"),
        ("The taste of #acme is great. The delivery was terrible.", "signs disagree"),
        ("", "no text"),
        (None, "no text"),
        ("https://example.org/great-and-awful", "no text"),
    ],
)
def test_english_is_read_with_its_negations(text: str | None, expected: str) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anyone tried #acme? Is it good?", "no sign"),
        ("Why is #acme so terrible?! 😡", "no sign"),
        ("Is #acme any good? I love it.", "laud"),
    ],
)
def test_a_question_says_nothing(text: str, expected: str) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        'She called #acme "the worst of all shops" today',
        "He said „das ist die beste von allen“ of #acme",
        "RT @someone: I love #acme",
        "> I love it\n> so much\nAbout #acme",
        "@terrible @awful on #acme",
    ],
)
def test_what_others_said_is_not_the_authors_stance(text: str) -> None:
    assert told(text) in ("no sign", "no text")


def test_what_stands_before_a_repeated_text_is_the_authors() -> None:
    assert told("Terrible! RT @someone: I love #acme") == "complain"


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("No funciona, #acme es una basura", "es", "complain"),
        ("Me encanta #acme", "es-MX", "laud"),
        ("Buenos días, #acme", "es", "no sign"),
        ("#acme ne marche pas", "fr", "complain"),
        ("J'adore #acme, c'est très bon", "fr", "laud"),
        ("#acme gefällt mir gar nicht", "de", "complain"),
        ("Gar nicht schlecht, #acme", "de_AT", "laud"),
        ("Teuer, aber ausgezeichnet: #acme", "de", "laud"),
        ("Péssimo atendimento na #acme", "pt", "complain"),
        ("#acme: buonissimo!", "it", "laud"),
        ("Non mi piace #acme", "it", "complain"),
        ("最高！ #acme", "ja", "language not covered"),
        ("#acme is geweldig", "nl", "language not covered"),
        ("#acme is geweldig :)", "nl", "laud"),
        ("最悪 😡 #acme", "ja", "complain"),
    ],
)
def test_a_language_is_read_by_its_own_list_or_by_signs_only(
    text: str, lang: str, expected: str
) -> None:
    assert told(text, lang) == expected


def test_a_short_text_in_no_told_language_is_not_guessed_at() -> None:
    assert told("gut", None) == "language not covered"
    assert told("gut", "und") == "language not covered"
    longer = "Das Brot von #acme ist hervorragend und die Bedienung war sehr freundlich"
    assert judged(longer, None) == judged(longer, "de")


@pytest.mark.parametrize(
    ("text", "of_acme", "of_zeta"),
    [
        ("I love #acme but #zeta is awful", "laud", "complain"),
        ("#zeta is lovely. #acme broke, a nightmare.", "complain", "laud"),
        ("Awful day. #acme was lovely. #zeta too", "laud", "no sign"),
        ("#acme and #zeta are both excellent", "laud", "laud"),
        ("I love #acme, #zeta is awful", "signs disagree", "signs disagree"),
    ],
)
def test_where_two_topics_are_named_each_has_its_own_sentences(
    text: str, of_acme: str, of_zeta: str
) -> None:
    assert told(text, others=("zeta",)) == of_acme
    assert judged(text, asked=("zeta",), others=("acme",)).basis == "sentence"
    found = judged(text, asked=("zeta",), others=("acme",))
    assert (found.label or found.missing_because) == of_zeta


def test_hashtags_that_hang_on_a_post_are_of_all_of_it() -> None:
    for text in ("I love this! #acme #zeta", "I love this!\n\n#acme #other #zeta"):
        found = judged(text, others=("zeta",))
        assert (found.label, found.basis) == ("laud", "whole text")


def test_a_topic_that_only_an_address_names_has_the_whole_text() -> None:
    found = judged("#zeta is awful https://acme.example.org", asked=(), others=("zeta",))
    assert (found.label, found.basis) == ("complain", "whole text")


def test_a_score_is_on_the_scale_of_vader() -> None:
    # Love has 3.2 in VADER's list, which scales a sum to x / sqrt(x² + 15).
    assert judged("I love #acme").score == round(3.2 / (3.2**2 + 15) ** 0.5, 4)


@given(st.data(), SAID)
def test_the_order_of_sentences_does_not_matter(data: st.DataObject, said: list[str]) -> None:
    shuffled = data.draw(st.permutations(said))
    assert judged(" ".join(said)) == judged(" ".join(shuffled))


@given(SAID, SAID, st.sampled_from(SENTENCES))
def test_sentences_that_name_no_topic_do_not_matter_where_two_are_named(
    before: list[str], after: list[str], said: str
) -> None:
    named = [f"#acme: {said}", "#zeta."]
    among = judged(" ".join([*before, *named, *after]), others=("zeta",))
    assert among == judged(" ".join(named), others=("zeta",))


@given(SAID)
def test_capitals_everywhere_say_no_more_than_none(said: list[str]) -> None:
    text = " ".join(said)
    assert judged(f"{text} #acme".upper()) == judged(f"{text} #acme".lower())


@given(SAID, st.sampled_from(["happy loaf", "rotten", "never", "great", "good morning", "Größe"]))
def test_what_a_topic_is_called_does_not_matter(said: list[str], name: str) -> None:
    renamed = judged(" ".join([f"{name} again,", *said]), asked=(name,))
    assert renamed == judged(" ".join(["acme again,", *said]))


@given(SAID)
def test_a_text_has_a_stance_or_a_reason_and_never_both(said: list[str]) -> None:
    found = judged(" ".join(said))
    assert (found.label is None) == (found.score is None)
    assert (found.label is None) != (found.missing_because is None)


def test_batches_are_judged_as_single_texts_are() -> None:
    texts = [*SENTENCES, None, "I love #acme but #zeta is awful"]
    columns = {
        "text_key": list(range(len(texts))),
        "text": texts,
        "lang": ["en"] * len(texts),
        "topic_terms": ["acme"] * len(texts),
        "post_terms": ["acme,zeta"] * len(texts),
    }
    batch = pa.RecordBatch.from_pydict(columns)
    found = judge_texts([batch.slice(0, 4), batch.slice(4)], METHOD)
    assert found.schema == SCHEMA
    expected = [judged(text, others=("zeta",)) for text in texts]
    assert found["stance"].to_list() == [one.score for one in expected]
    assert found["stance_label"].to_list() == [one.label for one in expected]
    assert found["stance_missing_because"].to_list() == [one.missing_because for one in expected]


def test_no_text_gives_no_row() -> None:
    assert judge_texts([], METHOD).schema == SCHEMA
