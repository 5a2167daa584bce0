"""One row per window_days, topic_number, chosen_people."""

import polars as pl

from influence.measures.coverage import reach_curves


def model(dbt, session):
    dbt.config(materialized="table")
    pairs = dbt.ref("fct_reach_candidate_audiences").order(
        "topic_number, candidate_number, window_place"
    )
    parts = (pl.from_arrow(batch) for batch in pairs.to_arrow_reader(1_000_000))
    windows = sorted(dbt.config.get("windows"))
    return reach_curves(parts, windows, dbt.config.get("people")).to_arrow()
