"""The folder: described by the Frictionless standard, and without what is not public."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pytest

from influence.publication.publish import Published

Publish = Callable[..., Published]


@pytest.fixture
def folder(do_publish: Publish, published: Path) -> Path:
    return published / "publications" / do_publish().publication.publication_id


def resource(folder: Path, name: str) -> dict[str, Any]:
    package = json.loads((folder / "datapackage.json").read_text())
    found: dict[str, Any] = next(r for r in package["resources"] if r["path"] == name)
    return found


def test_the_csv_files_are_valid_by_their_own_description(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text())
    tables = [r for r in package["resources"] if r["format"] == "csv"]
    assert len(tables) == 6
    for described in tables:
        checked = {
            key: described[key] for key in ("name", "path", "schema", "bytes", "hash", "format")
        }
        report = frictionless.Resource.from_descriptor(
            {**checked, "type": "table"}, basepath=str(folder)
        ).validate()
        assert report.valid, report.to_summary()


def test_platform_accounts_are_in_the_database_and_in_no_file(
    folder: Path, published: Path
) -> None:
    for kind in ("parquet", "csv", "json"):
        assert "accounts" not in duckdb.sql(f"from '{folder}/people.{kind}'").columns
        assert b"mastodon" not in (folder / f"people.{kind}").read_bytes()
    with duckdb.connect(str(published / "influence.duckdb"), read_only=True) as database:
        rows = database.execute("select * from published.people").fetchall()
    assert rows == [
        ("p1", "x:11", None, 0.5),
        ("p2", "x:22,mastodon:7", "bee", 1.0),
        ("p9", "x:99", "nine", None),
    ]


def test_fields_say_what_they_mean_and_in_which_unit(folder: Path) -> None:
    fields = resource(folder, "topic_rankings.csv")["schema"]["fields"]
    score = next(field for field in fields if field["name"] == "score")
    assert score == {
        "name": "score",
        "type": "number",
        "description": "The lens' own score.",
        "unit": "see score_unit",
    }


def test_the_key_is_the_primary_key_where_it_holds_no_null(folder: Path) -> None:
    schema = resource(folder, "topics.parquet")["schema"]
    assert schema["primaryKey"] == ["as_of", "window_days", "topic_id"]
    # The unattributed rest has no person.
    credit = resource(folder, "conversion_credit.parquet")["schema"]
    assert "primaryKey" not in credit
    assert credit["uniqueKeys"] == [
        ["as_of", "window_days", "topic_id", "person_id", "attribution_model"]
    ]


def test_the_description_tells_of_the_quote_before_formulas(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text())
    assert "prefixed with '" in package["description"]
    assert "numbers are untouched" in package["description"]


def test_published_files_are_read_only(folder: Path) -> None:
    modes = {path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert modes == {0o444}
