"""One row per window_days, topic_number, adoption_model, person_key."""

from influence.measures.adoption import adoption_credit


def model(dbt, session):
    dbt.config(materialized="table")
    log = dbt.ref("int_items_adopted").project("topic_number, item_number, person_key, adopted_at")
    adoptions = log.order("item_number, adopted_at, person_key").pl()
    starts = dict(dbt.ref("int_windows").project("window_days, starts_on").fetchall())
    heard = dbt.ref("int_adopters_heard").pl()
    return adoption_credit(adoptions, heard, starts, dbt.config.get("least")).to_arrow()
