"""One row per window_days, topic_number, chosen_people."""

from influence.measures.adoption import adoption_seeds


def model(dbt, session):
    dbt.config(materialized="table")
    log = dbt.ref("int_items_adopted").project("topic_number, item_number, person_key, adopted_at")
    adoptions = log.order("item_number, adopted_at, person_key").pl()
    starts = dict(dbt.ref("int_windows").project("window_days, starts_on").fetchall())
    heard = dbt.ref("int_adopters_heard").pl()
    candidates = dbt.ref("fct_adoption_candidates").project("topic_number, person_key").pl()
    least, most = dbt.config.get("least"), dbt.config.get("people")
    return adoption_seeds(adoptions, heard, starts, least, candidates, most).to_arrow()
