"""One row per block_number, side, key."""

from influence.measures.dense_blocks import dense_blocks


def model(dbt, session):
    dbt.config(materialized="table")
    answers = dbt.ref("int_steady_answers_filtered")
    return dense_blocks(
        answers.project("actor_person_key as row_key, person_key as column_key").pl(),
        most=dbt.config.get("most"),
        least_rows=dbt.config.get("least_people"),
        least_columns=dbt.config.get("least_targets"),
    ).to_arrow()
