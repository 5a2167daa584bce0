"""Texts: read from dbt's manifest, where they are written once."""

from typing import Any

import pytest

from influence.errors import PublicationError
from influence.publication.contract import ColumnText, TableText
from orchestration.texts import published_schema, texts_of


def node(name: str, description: str = "One row per a, b.", **more: Any) -> dict[str, Any]:
    return {
        "resource_type": "model",
        "name": name,
        "alias": name.removeprefix("rpt_"),
        "schema": "published",
        "description": description,
        "columns": {},
        **more,
    }


def manifest(*nodes: dict[str, Any]) -> dict[str, Any]:
    return {"nodes": {node["name"]: node for node in nodes}}


def test_a_published_table_has_its_grain_description_columns_and_units() -> None:
    columns = {
        "a": {"description": " The first. ", "meta": {"unit": "people"}},
        "b": {"description": "", "config": {"meta": {"unit": "rate"}}},
        "c": {"description": "No unit."},
    }
    description = "One row per a, b.\n\nMore."
    texts = texts_of(manifest(node("rpt_things", description, columns=columns)))
    assert texts == {
        "things": TableText(
            ("a", "b"),
            description,
            {
                "a": ColumnText("The first.", "people"),
                "b": ColumnText("", "rate"),
                "c": ColumnText("No unit."),
            },
        )
    }


def test_only_rpt_models_are_published() -> None:
    test = {"resource_type": "test", "name": "rpt_test"}
    texts = texts_of(manifest(node("rpt_things"), node("fct_things", "No grain."), test))
    assert list(texts) == ["things"]


def test_a_description_that_does_not_begin_with_its_grain_is_refused() -> None:
    with pytest.raises(PublicationError, match=r"rpt_things begins 'All things', expected"):
        texts_of(manifest(node("rpt_things", "All things")))


def test_the_published_models_lie_in_one_schema() -> None:
    assert published_schema(manifest(node("rpt_a"), node("rpt_b"))) == "published"
    with pytest.raises(PublicationError, match=r"2 schemas \(marts, published\)"):
        published_schema(manifest(node("rpt_a"), node("rpt_b", schema="marts")))
    with pytest.raises(PublicationError, match="0 schemas"):
        published_schema(manifest())
