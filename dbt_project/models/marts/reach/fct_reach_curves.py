"""One row per window_days, topic_id, chosen_people."""

import polars as pl

from influence.measures.coverage import reach_curves


def model(dbt, session):
    dbt.config(materialized="table")
    pairs = dbt.ref("fct_reach_candidate_audiences")
    days = [row[0] for row in dbt.ref("int_windows").project("window_days").fetchall()]
    # One window in memory at a time.
    curves = [
        reach_curves(
            pairs.filter(f"window_days = {window}").order("topic_id, audience_place").pl(),
            dbt.config.get("people"),
        ).with_columns(window_days=pl.lit(window, dtype=pl.Int32))
        for window in sorted(days)
    ]
    return pl.concat(curves).to_arrow()
