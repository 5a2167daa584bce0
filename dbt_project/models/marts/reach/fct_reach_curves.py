"""One row per window_days, topic_id, chosen_people."""

import polars as pl

from influence.measures.coverage import reach_curves


def model(dbt, session):
    dbt.config(materialized="table")
    pairs = dbt.ref("fct_reach_candidate_audiences")
    windows = dbt.ref("int_windows").project("window_days").fetchall()
    # One window in memory at a time; the one that nobody is in gives the columns.
    curves = [
        reach_curves(
            pairs.filter(f"window_days = {days}").order("topic_id, audience_place").pl(),
            dbt.config.get("people"),
        ).with_columns(window_days=pl.lit(days, dtype=pl.Int32))
        for days in [0, *sorted(days for (days,) in windows)]
    ]
    return pl.concat(curves).to_arrow()
