"""One row per window_days, topic_id, attribution_model, person_key."""

import polars as pl

from influence.measures.removal_effects import Method, removal_effects_by_topic


def model(dbt, session):
    dbt.config(materialized="table")
    method = Method(
        dense=dbt.config.get("dense"),
        hubs=dbt.config.get("hubs"),
        tolerance=dbt.config.get("tolerance"),
        walks=dbt.config.get("walks"),
        seed=dbt.config.get("seed"),
    )
    steps = dbt.ref("int_journeys_ordered_to_steps")
    windows = dbt.ref("int_windows").project("window_days, starts_on").fetchall()
    # One window in memory at a time; the one that begins after every journey gives the columns.
    effects = [
        removal_effects_by_topic(
            steps.filter(f"ended_on >= date '{starts_on}'")
            .order("topic_id, journey_key, place")
            .pl(),
            method,
        ).with_columns(window_days=pl.lit(days, dtype=pl.Int32))
        for days, starts_on in [(0, "9999-12-31"), *sorted(windows)]
    ]
    return pl.concat(effects).to_arrow()
