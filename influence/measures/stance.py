"""What a text says for or against a topic: laud, complain, neutral, or nothing that can be told.

Belongs here: the judgement of a text from the valence of its sentences, and of texts in batches.
Does not belong here: which posts are asked and who wrote them; that is SQL. Language, sentences and
words are in `languages`, `passages` and `valence`.

Nuances
- This is the mood of what is said where the topic is said, by rules and lists of words. Sarcasm is
  read as it is written, and regret over bad news as a complaint.
- A stance needs more than one mild word (`threshold`). Where praise and complaint weigh about alike
  (`disagreement`), there is none: the text says both.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from influence.measures.languages import language_of
from influence.measures.passages import passages_of
from influence.measures.valence import is_covered, scaled, valence_of

LAUD, COMPLAIN, NEUTRAL = "laud", "complain", "neutral"
NO_TEXT, NOT_COVERED = "no text", "language not covered"
NO_SIGN, DISAGREE = "no sign", "signs disagree"
SENTENCE, WHOLE_TEXT = "sentence", "whole text"
DIGITS = 4
# Words of few kinds as codes, so that ten million results fit in a quarter of a GB.
SCHEMA = pl.Schema(
    {
        "text_key": pl.Int64(),
        "language": pl.Categorical(),
        "stance": pl.Float64(),
        "stance_label": pl.Enum([LAUD, NEUTRAL, COMPLAIN]),
        "stance_basis": pl.Enum([SENTENCE, WHOLE_TEXT]),
        "stance_missing_because": pl.Enum([NO_TEXT, NOT_COVERED, NO_SIGN, DISAGREE]),
    }
)


@dataclass(frozen=True)
class Method:
    """The numbers of the method (vars of the dbt project, which say why)."""

    threshold: float
    disagreement: float
    min_probability: float


@dataclass(frozen=True)
class Stance:
    """`score` from -1 to 1 with its label, or the reason why there is none."""

    score: float | None = None
    label: str | None = None
    basis: str | None = None
    language: str | None = None
    missing_because: str | None = None


def stance_of(
    text: str | None,
    told_language: str | None,
    asked: tuple[str, ...],
    others: tuple[str, ...],
    method: Method,
) -> Stance:
    """The stance of one text towards one topic.

    Args: `asked` and `others` are the terms of this and of other topics in the post (`passages`).
    Of the words in the sentences about the topic, P is the sum of valences above 0 and N of those
    below. The score is scaled(P - N), neutral below `threshold`, and withheld where the lesser of
    P and N is more than `disagreement` times the greater.
    Source: VADER's scale; the rest is our own. Cost: see `judge_texts`.
    Invariant: neither the order of sentences nor what the topic is called matters.
    """
    about = passages_of(text or "", asked, others)
    basis = SENTENCE if about.name_the_topic else WHOLE_TEXT
    if not about.text:
        return Stance(missing_because=NO_TEXT)
    language = language_of(told_language, about.text, method.min_probability)
    valences = [valence_of(sentence, language) for sentence in about.sentences]
    praise = math.fsum(one.praise for one in valences)
    complaint = math.fsum(one.complaint for one in valences)
    lesser, greater = sorted((praise, complaint))
    if not greater:
        reason = NO_SIGN if is_covered(language) else NOT_COVERED
        return Stance(basis=basis, language=language, missing_because=reason)
    if lesser > method.disagreement * greater:
        return Stance(basis=basis, language=language, missing_because=DISAGREE)
    score = round(scaled(praise - complaint), DIGITS)
    is_weak = abs(score) < method.threshold
    label = NEUTRAL if is_weak else LAUD if score > 0 else COMPLAIN
    return Stance(score, label, basis, language)


def judge_texts(batches: Iterable[pa.RecordBatch], method: Method) -> pl.DataFrame:
    """The stance of every text, batch by batch.

    Args: batches with `text_key`, `text`, `lang`, and comma-separated `topic_terms` and
        `post_terms` (of all topics of the post, the asked one's among them).
    Returns one row per text_key with the columns of SCHEMA.
    Cost: a text at a time on one core (`benchmarks/stance.py` prints how many a second). One batch
        of texts is in memory, and the results.
    """
    judged = [_judge(pl.DataFrame(batch), method) for batch in batches]
    return pl.concat(judged) if judged else pl.DataFrame(schema=SCHEMA)


def _judge(batch: pl.DataFrame, method: Method) -> pl.DataFrame:
    columns = ("text", "lang", "topic_terms", "post_terms")
    found = []
    for text, lang, topic_terms, post_terms in batch.select(columns).iter_rows():
        asked = _terms(topic_terms)
        others = tuple(term for term in _terms(post_terms) if term not in asked)
        found.append(stance_of(text, lang, asked, others, method))
    return pl.DataFrame(
        {
            "text_key": batch["text_key"],
            "language": [one.language for one in found],
            "stance": [one.score for one in found],
            "stance_label": [one.label for one in found],
            "stance_basis": [one.basis for one in found],
            "stance_missing_because": [one.missing_because for one in found],
        },
        schema=SCHEMA,
    )


def _terms(joined: str | None) -> tuple[str, ...]:
    return tuple(term for term in (joined or "").split(",") if term)
