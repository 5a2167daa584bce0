"""One row per window_days, topic_id, person_key, attribution_model."""

import polars as pl

from influence.measures.resampling import credit_intervals


def model(dbt, session):
    dbt.config(materialized="table")
    credit = dbt.ref("int_touchpoints_credited")
    windows = dbt.ref("int_windows").project("window_days, starts_on").fetchall()
    # One window in memory at a time; the one that begins after every journey gives the columns.
    intervals = [
        credit_intervals(
            credit.filter(f"activity_date >= date '{starts_on}'")
            .order("topic_id, person_key, journey_digest, conversion_id, touchpoint_id")
            .pl(),
            replicates=dbt.config.get("replicates"),
            seed=dbt.config.get("seed"),
            probability=dbt.config.get("probability"),
        ).with_columns(window_days=pl.lit(days, dtype=pl.Int32))
        for days, starts_on in [(0, "9999-12-31"), *sorted(windows)]
    ]
    return pl.concat(intervals).to_arrow()
