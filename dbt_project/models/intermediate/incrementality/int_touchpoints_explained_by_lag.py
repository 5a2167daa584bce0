"""One row per conversion_id, touchpoint_id."""

from influence.measures.excess import touchpoints_explained


def model(dbt, session):
    dbt.config(materialized="table")
    touchpoints = dbt.ref("int_touchpoints_placed_by_lag").order("conversion_id, touchpoint_id")
    waits = dbt.ref("int_waits_counted_by_lag").order("person_key, lag_from_days")
    prior = dbt.config.get("prior_conversions")
    return touchpoints_explained(touchpoints.pl(), waits.pl(), prior).to_arrow()
