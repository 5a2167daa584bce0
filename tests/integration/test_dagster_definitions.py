"""The Dagster definitions: whole, described, and safe for the warehouse's one lock."""

from typing import Any

import dagster as dg
import pytest

from influence.dumps.contract import STREAMS
from orchestration.definitions import build_definitions

RAW = {dg.AssetKey(["raw", name]) for name in (*STREAMS, "receipts", "quarantine")}
TOPIC_TABLES = dg.AssetKey(["published", "topic_tables"])
BLOCKING = {
    ("raw/receipts", "every_row_is_accounted_for"),
    ("raw/receipts", "the_dump_is_not_empty"),
    ("raw/receipts", "no_file_is_past_the_threshold"),
}


@pytest.fixture(scope="module")
def definitions() -> dg.Definitions:
    return build_definitions()


@pytest.fixture(scope="module")
def graph(definitions: dg.Definitions) -> Any:
    return definitions.resolve_asset_graph()


def test_the_definitions_can_be_loaded(definitions: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(definitions)


def test_every_stream_of_the_raw_contract_is_an_asset(graph: Any) -> None:
    assert graph.materializable_asset_keys >= RAW


def test_every_asset_has_a_group_an_owner_kinds_and_a_description(graph: Any) -> None:
    bare = [
        key.to_user_string()
        for key in graph.materializable_asset_keys
        if (node := graph.get(key)).group_name == "default"
        or not (node.owners and node.kinds and node.description)
    ]
    assert bare == [], "name a group, an owner and kinds, and describe the grain"


def test_whatever_writes_waits_for_the_one_writer_s_place(graph: Any) -> None:
    pools = {key.to_user_string(): graph.get(key).pools for key in graph.materializable_asset_keys}
    assert {name for name, pool in pools.items() if pool != {"warehouse_writer"}} == set()


def test_the_publication_depends_on_every_published_model_and_on_nothing_else(
    graph: Any,
) -> None:
    published = {key for key in graph.materializable_asset_keys if key.path[-1].startswith("rpt_")}
    assert len(published) >= 9
    assert graph.get(TOPIC_TABLES).parent_keys == published


def test_dbt_s_sources_are_the_landed_streams(graph: Any) -> None:
    assert graph.external_asset_keys == set()


def test_a_dump_that_does_not_add_up_or_is_empty_stops_a_run(graph: Any) -> None:
    blocking = {
        (key.asset_key.to_user_string(), key.name)
        for key in graph.asset_check_keys
        if graph.get_check_spec(key).blocking
    }
    assert blocking >= BLOCKING


def test_dbt_s_data_tests_are_checks_of_their_models(graph: Any) -> None:
    checked = {key.asset_key for key in graph.asset_check_keys}
    published = {key for key in graph.materializable_asset_keys if key.path[-1].startswith("rpt_")}
    assert published <= checked


def test_refresh_does_everything_but_publish(definitions: dg.Definitions, graph: Any) -> None:
    refreshed = definitions.resolve_job_def("refresh").asset_layer.executable_asset_keys
    published = definitions.resolve_job_def("publish_topics").asset_layer.executable_asset_keys
    assert published == graph.materializable_asset_keys
    assert refreshed == graph.materializable_asset_keys - {TOPIC_TABLES}


def test_jobs_run_in_one_process(definitions: dg.Definitions) -> None:
    for name in ("refresh", "publish_topics"):
        assert definitions.resolve_job_def(name).executor_def.name == "in_process"


def test_resources_can_be_replaced() -> None:
    other = dg.ResourceDefinition.hardcoded_resource("other")
    definitions = build_definitions(home=other)
    assert definitions.resources is not None
    assert definitions.resources["home"] is other
