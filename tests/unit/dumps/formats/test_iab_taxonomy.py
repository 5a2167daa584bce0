"""The IAB's categories become topics of their version; mappings and empty rows are counted."""

from pathlib import Path

from tests.unit.dumps import dumps

TITLE = "Relational ID System\t\t\tContent Taxonomy v3.1 Tiered Categories\t\t\t\tExtension\r\n"
HEADER = "Unique ID\tParent\tName\tTier 1\tTier 2\tTier 3\tTier 4\t\r\n"


def test_categories_of_a_tiered_taxonomy_are_below_their_parents(tmp_path: Path) -> None:
    text = (
        TITLE
        + HEADER
        + "150\t\tAttractions\tAttractions\t\t\t\t\r\n"
        + "\r\n"
        + "JLBCU7\t150\tParks & Zoos\tAttractions\tParks & Zoos\t\t\tSCD\r\n"
        + "\t\t\t\t\t\t\t\r\n"
    )
    summary = dumps.landed(tmp_path, {"taxonomy.tsv": text})
    assert dumps.table(summary, "topics", "topic, name, parent_topic") == [
        ("iab-3.1:150", "Attractions", None),
        ("iab-3.1:JLBCU7", "Parks & Zoos", "iab-3.1:150"),
    ]
    assert dumps.table(summary, "topic_terms", "topic, term, kind") == [
        ("iab-3.1:150", "Attractions", "phrase"),
        ("iab-3.1:JLBCU7", "Parks & Zoos", "phrase"),
    ]
    assert summary.files[0].notes == "1 rows of empty cells left out"


def test_codes_of_the_first_version_tell_their_parents(tmp_path: Path) -> None:
    text = "IAB Code\tTier\tIAB Category\r\nIAB1\tTier 1\tArts\r\nIAB1-12\tTier 2\tBooks\r\n"
    summary = dumps.landed(tmp_path, {"taxonomy.tsv": text})
    assert dumps.table(summary, "topics", "topic, name, parent_topic") == [
        ("iab-1.0:IAB1", "Arts", None),
        ("iab-1.0:IAB1-12", "Books", "iab-1.0:IAB1"),
    ]


def test_a_category_without_an_id_or_of_too_many_cells_is_quarantined(tmp_path: Path) -> None:
    text = (
        TITLE
        + HEADER
        + "\t150\tZoos\tAttractions\tZoos\t\t\t\r\n"
        + "7\t150\tParks\tAttractions\tParks\t\t\t\t\t\r\n"
        + "8\t150\tFairs\tAttractions\tFairs\t\t\t\r\n"
    )
    summary = dumps.landed(tmp_path, {"taxonomy.tsv": text})
    assert dumps.table(summary, "quarantine", "line, stream, reason") == [
        (3, "topic_terms", "'topic' is missing"),
        (3, "topics", "'topic' is missing"),
        (4, "topics", "the row has 10 fields, expected 8"),
    ]
    assert dumps.table(summary, "topics", "topic") == [("iab-3.1:8",)]


def test_mappings_between_versions_are_left_out_and_counted(tmp_path: Path) -> None:
    first = (
        "Content 1.0 Unique ID\tContent 1.0 IAB Category\tContent 2.0 Unique ID\r\n"
        "IAB1\tArts\t1014\r\nIAB1-1\tBooks\t42\r\n"
    )
    second = (
        "New Taxonomy ID\tOLD RTB ID\tOLD SUBJECT (v1)\tNew subject (v2)\t\t\r\n"
        "603\tIAB19-1\tPictures\tPictures\t\t\r\n"
    )
    summary = dumps.landed(tmp_path, {"1 to 2.tsv": first, "2 to 2.1.tsv": second})
    assert [(file.status, file.rows_read, file.notes) for file in summary.files] == [
        ("landed", 0, "2 rows of a mapping between versions left out"),
        ("landed", 0, "1 rows of a mapping between versions left out"),
    ]
