"""Klout's ontology becomes topics below each of their parents, with names and slugs as signs."""

from pathlib import Path

import pytest

from tests.unit.dumps import dumps

BIG = "18446744073709551615"
TOPICS_2018 = (
    '"topicId","topicSlug","topicDisplayName","wikiItemId","freebaseMachineId"\n'
    f'{BIG},"food-and-drink-super","Food and Drink","Q1","a"\n'
    '2,"panic!-at-the-tea","Panic! at the Tea","Q2","b"\n'
)
TOPICS_2015 = (
    '"topicId","topicSlug","topicDisplayName"\n'
    f'{BIG},"food-and-drink-super","Food and Drink"\n'
    '2,"panic!-at-the-tea","Panic! at the Tea"\n'
)


@pytest.mark.parametrize("text", [TOPICS_2015, TOPICS_2018])
def test_a_topic_has_its_name_and_two_signs(tmp_path: Path, text: str) -> None:
    summary = dumps.landed(tmp_path, {"ontology.csv": text})
    assert dumps.table(summary, "topics", "topic, name, parent_topic") == [
        (BIG, "Food and Drink", None),
        ("2", "Panic! at the Tea", None),
    ]
    assert dumps.table(summary, "topic_terms", "topic, term, kind, weight") == [
        (BIG, "Food and Drink", "phrase", None),
        (BIG, "foodanddrink", "hashtag", None),
        ("2", "Panic! at the Tea", "phrase", None),
        ("2", "panicatthetea", "hashtag", None),
    ]


def test_edges_give_a_row_for_each_parent_but_the_root(tmp_path: Path) -> None:
    text = (
        '"parentTopicId","parrentTopicSlug","childTopicId","childTopicSlug"\n'
        '0,"_ROOT_",0,"_ROOT_"\n'
        f'0,"_ROOT_",{BIG},"food-and-drink-super"\n'
        f'{BIG},"food-and-drink-super",2,"tea"\n'
        '3,"plants",2,"tea"\n'
        '3,"plants",3,"plants"\n'
    )
    summary = dumps.landed(tmp_path, {"edges.csv": text})
    assert dumps.table(summary, "topics", "topic, name, parent_topic") == [
        ("2", None, BIG),
        ("2", None, "3"),
    ]
    assert summary.files[0].notes == (
        "2 edges of a topic to itself left out; 1 edges from the root of all left out"
    )


def test_display_names_of_every_language_are_phrases(tmp_path: Path) -> None:
    text = '"topicId","language","topicDisplayName"\n2,"en","Tea"\n2,"fr","Th\u00e9"\n'
    summary = dumps.landed(tmp_path, {"display.csv": text})
    assert dumps.table(summary, "topic_terms", "topic, term, kind") == [
        ("2", "Tea", "phrase"),
        ("2", "Th\u00e9", "phrase"),
    ]


def test_labels_are_left_out_and_counted_and_a_row_without_one_is_refused(tmp_path: Path) -> None:
    text = (
        '"entityId","entityDisplayName","topicId","topicDisplayName","label"\n'
        "Q1,Somebody,2,Tea,1\nQ2,Somebody else,2,Tea,0\nQ3,Nobody,2,Tea,\n"
    )
    summary = dumps.landed(tmp_path, {"labels.csv": text})
    assert summary.files[0].notes == (
        "2 labels of entities left out: judgements of people, not interactions"
    )
    assert dumps.table(summary, "quarantine", "line, reason") == [(4, "'label' is missing")]


def test_a_topic_without_an_id_is_quarantined(tmp_path: Path) -> None:
    text = TOPICS_2015 + ',"tea","Tea"\n'
    summary = dumps.landed(tmp_path, {"ontology.csv": text})
    assert set(dumps.table(summary, "quarantine", "line, stream, reason")) == {
        (4, "topics", "'topic' is missing"),
        (4, "topic_terms", "'topic' is missing"),
    }
