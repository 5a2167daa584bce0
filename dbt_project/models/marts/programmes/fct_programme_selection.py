"""One row per selection_place."""

from influence.measures.selection import programme


def model(dbt, session):
    dbt.config(materialized="table")
    candidates = dbt.ref("fct_programme_candidates").filter("is_eligible and incremental > 0")
    audiences = dbt.ref("fct_programme_audiences").order("person_key, audience_key")
    return programme(
        candidates.order("incremental desc, person_key").pl(),
        audiences.pl(),
        float(dbt.config.get("budget")),
    ).to_arrow()
