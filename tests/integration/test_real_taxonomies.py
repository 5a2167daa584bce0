"""Real taxonomies land with the counts of their READMEs, and as the graphs that they are."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from influence.dumps.landing import LandingSummary, land
from tests.conftest import dataset
from tests.unit.dumps.dumps import table


@pytest.fixture(scope="module")
def klout(tmp_path_factory: pytest.TempPathFactory) -> LandingSummary:
    home = tmp_path_factory.mktemp("klout") / "raw"
    return land(dataset("klout_topics"), home, loaded_at=datetime(2026, 11, 23, tzinfo=UTC))


@pytest.fixture(scope="module")
def iab(tmp_path_factory: pytest.TempPathFactory) -> LandingSummary:
    home = tmp_path_factory.mktemp("iab") / "raw"
    return land(dataset("iab_content_taxonomy"), home, loaded_at=datetime(2026, 11, 23, tzinfo=UTC))


def test_no_row_of_a_taxonomy_is_refused(klout: LandingSummary, iab: LandingSummary) -> None:
    for summary in (klout, iab):
        assert {file.status for file in summary.files} == {"landed"}
        assert table(summary, "quarantine") == []


def test_the_klout_ontology_lands_with_every_topic_edge_and_name(klout: LandingSummary) -> None:
    landed = {file.path: (file.rows_landed, str(file.notes)) for file in klout.files}
    # Of the 13,446 edges one is of the root to itself, and 16 are from it to the top topics.
    assert landed["klout_topic_edge_20180601.csv"] == (
        13446 - 17,
        "1 edges of a topic to itself left out; 16 edges from the root of all left out",
    )
    assert landed["klout_topic_display_20180601.csv"][0] == 47930
    # A topic with its name, and a phrase and a hashtag for it.
    assert landed["klout_topic_ontology_20180601.csv"][0] == 3 * 8033
    assert landed["klout_topic_ontology_20150708.csv"][0] == 3 * 9168
    assert landed["entity_to_topic_labels_dev.csv"] == (
        0,
        "15935 labels of entities left out: judgements of people, not interactions",
    )


def test_klout_topics_keep_all_digits_and_all_parents(klout: LandingSummary) -> None:
    edges = table(klout, "topics", "topic, parent_topic")
    parents = Counter(topic for topic, parent in set(edges) if parent is not None)
    assert sum(count > 1 for count in parents.values()) == 2396
    topics = {topic for topic, _ in edges}
    assert all(topic.isdigit() for topic in topics)
    assert max(map(int, topics)) > 2**63
    assert all(topic == str(int(topic)) for topic in topics)


def test_the_sixteen_topics_at_the_top_have_no_parent(klout: LandingSummary) -> None:
    edges = set(table(klout, "topics", "topic, parent_topic"))
    below = {topic for topic, parent in edges if parent is not None}
    parents = {parent for _, parent in edges if parent is not None}
    assert len(parents - below) == 16


def test_terms_of_klout_are_names_and_slugs_that_a_hashtag_can_hold(klout: LandingSummary) -> None:
    terms = set(table(klout, "topic_terms", "term, kind"))
    hashtags = {term for term, kind in terms if kind == "hashtag"}
    assert all(term.isalnum() for term in hashtags)
    assert {"newsandmedia", "hobbies", "zumba"} <= hashtags
    assert ("Arts and Humanities", "phrase") in terms


# The README counts the second header line of 2.2, 3.0 and 3.1 as a row.
CATEGORIES = {"1.0": 392, "2.1": 1197 - 1, "3.0": 704 - 1, "3.1": 705 - 1}


def test_every_version_of_the_iab_taxonomy_lands_apart(iab: LandingSummary) -> None:
    topics = table(iab, "topics", "topic, name, parent_topic")
    versions = Counter(topic.partition(":")[0].removeprefix("iab-") for topic, _, _ in topics)
    assert versions == CATEGORIES
    assert len({topic for topic, _, _ in topics}) == sum(CATEGORIES.values())
    known = {topic for topic, _, _ in topics}
    assert {parent for _, _, parent in topics if parent is not None} <= known
    assert all(name for _, name, _ in topics)


def test_top_categories_of_the_iab_taxonomy_are_those_without_a_parent(iab: LandingSummary) -> None:
    tops = Counter(
        topic.partition(":")[0]
        for topic, parent in table(iab, "topics", "topic, parent_topic")
        if parent is None
    )
    # 1.0 has 26 categories of tier 1. A row of empty cells in 2.2 is no category.
    assert tops["iab-1.0"] == 26
    notes = {file.path: str(file.notes) for file in iab.files}
    assert notes["Content_Taxonomy_2.2.tsv"] == "1 rows of empty cells left out"


def test_mappings_of_the_iab_taxonomy_are_counted(iab: LandingSummary) -> None:
    notes = {file.path: str(file.notes) for file in iab.files}
    left_out = "rows of a mapping between versions left out"
    assert notes["Content_1.0_to_Content_2.0.tsv"] == f"392 {left_out}"
    assert notes["Content_2.0_to_Content_2.1.tsv"] == (
        f"351 {left_out}; 1 rows of empty cells left out"
    )
