"""One row per text_key."""

from influence.measures.stance import Method, judge_texts

BATCH = 20_000


def model(dbt, session):
    dbt.config(materialized="table")
    texts = dbt.ref("int_texts_to_judge").to_arrow_reader(BATCH)
    return judge_texts(texts, Method(**dbt.config.get("method"))).to_arrow()
