"""How models are written: each rule with its reason and its remedy."""

import re
from typing import Any

import pytest

from tests.conventions.conftest import DBT_PROJECT, sql_of

Model = dict[str, Any]
MAX_LINES = 220
LAYERS = {
    "staging": ("stg_",),
    "intermediate": ("int_",),
    "marts": ("dim_", "fct_", "rpt_"),
}


def offenders(models: list[Model], broken: Any) -> list[str]:
    return sorted(model["name"] for model in models if broken(model))


def layer_of(model: Model) -> str:
    return str(model["path"].split("/")[0])


def grain_in_sql(model: Model) -> str | None:
    text = sql_of(model)
    found = re.match(r'(?:-- |""")One row per ((?:[^\n]|\n-- )*?)\.', text)
    return found.group(1).replace("\n-- ", " ") if found else None


def grain_in_description(model: Model) -> str | None:
    found = re.match(r"One row per (.*?)\.\s", model["description"].strip() + " ")
    return " ".join(found.group(1).split()) if found else None


def grain_in_test(model: Model, manifest: dict[str, Any]) -> str | None:
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test" and node.get("attached_node") == model["unique_id"]:
            metadata = node.get("test_metadata") or {}
            if metadata.get("name") == "unique_grain":
                return ", ".join(metadata["kwargs"]["columns"])
    return None


def test_grain_is_the_same_in_sql_description_and_test(
    models: list[Model], manifest: dict[str, Any]
) -> None:
    """A reader who trusts one of the three must not be misled. Write the same columns thrice."""
    for model in models:
        grains = {
            grain_in_sql(model),
            grain_in_description(model),
            grain_in_test(model, manifest),
        }
        # The package's row is completed with its id when it is published.
        assert len(grains) == 1, f"{model['name']}: {grains}"
        assert grains != {None}, model["name"]


def test_a_model_is_named_by_its_layer(models: list[Model]) -> None:
    """The prefix tells what may be relied on. Rename the model or move it."""
    assert not offenders(
        models, lambda model: not model["name"].startswith(LAYERS[layer_of(model)])
    )


def test_only_staging_reads_sources(models: list[Model]) -> None:
    """A source is read by one model, so that a change of it is met once. Read the stg_ model."""
    assert not offenders(
        models,
        lambda model: (
            layer_of(model) != "staging"
            and any(parent.startswith("source.") for parent in model["depends_on"]["nodes"])
        ),
    )


def test_data_flows_one_way(models: list[Model]) -> None:
    """Staging, intermediate, marts, published: no model reads a later layer. Move it."""
    order = list(LAYERS)
    by_id = {model["unique_id"]: model for model in models}
    backwards = [
        (model["name"], by_id[parent]["name"])
        for model in models
        for parent in model["depends_on"]["nodes"]
        if parent in by_id
        and (
            order.index(layer_of(by_id[parent])) > order.index(layer_of(model))
            or by_id[parent]["name"].startswith("rpt_")
        )
    ]
    assert not backwards


def test_every_model_and_column_is_described(models: list[Model]) -> None:
    """What has no words cannot be relied on. Describe it; shared columns are in _columns.md."""
    assert not offenders(models, lambda model: not model["description"])
    missing = [
        f"{model['name']}.{name}"
        for model in models
        for name, column in model["columns"].items()
        if not column["description"].strip()
    ]
    assert not missing


def test_what_is_published_is_contracted_public_and_exposed(
    models: list[Model], manifest: dict[str, Any]
) -> None:
    """Readers outside rely on it. Enforce the contract, mark it public, name who reads it."""
    exposed = {
        parent
        for exposure in manifest["exposures"].values()
        for parent in exposure["depends_on"]["nodes"]
    }
    for model in models:
        is_published = model["name"].startswith("rpt_")
        assert (model["access"] == "public") == is_published, model["name"]
        assert model["config"]["contract"]["enforced"] == is_published, model["name"]
        assert (model["schema"] == "published") == is_published, model["name"]
        if is_published:
            assert model["unique_id"] in exposed, model["name"]
            assert model["alias"] == model["name"].removeprefix("rpt_")


def test_a_published_table_says_what_it_assumes_and_warns_of(models: list[Model]) -> None:
    """A table misread is worse than none. Its doc block has the three headings."""
    for model in models:
        if model["name"].startswith("rpt_"):
            for heading in ("*Assumptions.*", "*Nuance.*", "*Warning.*"):
                assert heading in model["description"], f"{model['name']} lacks {heading}"


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (r"group by (all|\d)", "columns by name: the grain must be readable"),
        (r"\bapprox_count_distinct\b", "its error is 14 % on DuckDB 1.x"),
        (r"\bcurrent_(date|timestamp)\b|\bnow\(\)", "nothing reads the clock but the run's as_of"),
        (r"select \*\s*,?\s*\bexclude\b", "DuckDB only: name the columns"),
    ],
)
def test_sql_keeps_to_the_common_subset(models: list[Model], pattern: str, reason: str) -> None:
    """Another engine will run the same models, and readers must follow them."""
    assert not offenders(models, lambda model: re.search(pattern, sql_of(model), re.IGNORECASE)), (
        reason
    )


@pytest.mark.parametrize("phrase", ["select distinct", "coalesce(", "order by"])
def test_what_hides_rows_carries_a_reason(models: list[Model], phrase: str) -> None:
    """Each of these can hide a defect in the data. Say why above it, or do without.

    Window functions need an order, a coalesce of two columns is no default: both are exempt.
    """
    bare = []
    for model in models:
        lines = sql_of(model).splitlines()
        for number, line in enumerate(lines):
            if phrase not in line or line.lstrip().startswith("--"):
                continue
            if phrase == "order by" and _inside_brackets(lines, number):
                continue
            if phrase == "coalesce(" and not re.search(r"coalesce\([^()]*, ?-?[\d.']+\)", line):
                continue
            above = "\n".join(lines[max(0, number - 12) : number])
            if "--" not in above:
                bare.append(f"{model['name']}:{number + 1}")
    assert not bare


def _inside_brackets(lines: list[str], number: int) -> bool:
    before = "\n".join(lines[:number]) + lines[number].split("order by")[0]
    last_select = before.rfind("select")
    opened = before[last_select:].count("(") - before[last_select:].count(")")
    return opened > 0


def test_a_model_is_one_idea(models: list[Model]) -> None:
    """A long model is several. Split it by idea."""
    assert not offenders(models, lambda model: len(sql_of(model).splitlines()) > MAX_LINES)


def test_no_model_holds_a_path_or_a_table_by_name() -> None:
    """A table named by hand escapes lineage. Use ref or source."""
    for file in (DBT_PROJECT / "models").rglob("*.sql"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"\b(from|join)\s+(staging|intermediate|marts|published)\.", text), (
            file
        )
        assert "read_parquet(" not in text, file


def test_every_source_table_is_described_and_the_receipts_have_a_freshness(
    manifest: dict[str, Any],
) -> None:
    """A source that stopped must be seen. The receipts say when files last came."""
    sources = manifest["sources"].values()
    assert all(source["description"] for source in sources)
    receipts = next(source for source in sources if source["name"] == "receipts")
    assert receipts["loaded_at_field"] == "loaded_at"
    assert receipts["freshness"]["warn_after"]["count"]


def test_labels_enter_no_score(models: list[Model]) -> None:
    """Who vouches for whom is bought and returned: a label to show beside. Join it in the report.

    What shows labels is published, and no model reads it; the ledger counts rows of all streams.
    """
    by_id = {model["unique_id"]: model for model in models}
    readers = {"model.influence.stg_endorsements"}
    while True:
        more = {
            name
            for name, model in by_id.items()
            if readers.intersection(model["depends_on"]["nodes"]) and name not in readers
        }
        if not more:
            break
        readers |= more
    names = {by_id[name]["name"] for name in readers}
    ledger = {"int_rows_kept_by_file", "stg_receipts", "rpt_ingestion_ledger"}
    labels = {"stg_endorsements", "int_endorsements_joined_to_people", "rpt_person_topics"}
    assert names == ledger | labels
