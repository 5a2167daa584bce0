"""One row per topic_id, action_kind."""

import polars as pl

from influence.measures.shuffle import shuffle_topics


def model(dbt, session):
    dbt.config(materialized="table")
    actions, edges = dbt.ref("int_topics_taken_up"), dbt.ref("int_topics_taken_up_along_follows")
    kinds = actions.project("topic_id, action_kind").distinct().order("topic_id, action_kind")
    shuffles = dbt.config.get("shuffles")
    # One topic in memory at a time; those of nobody give the columns.
    found = [shuffle_topics(actions.limit(0).pl(), edges.limit(0).pl(), shuffles)]
    for topic, kind in kinds.fetchall():
        of_topic = [
            relation.filter(f"topic_id = {_quoted(topic)} and action_kind = {_quoted(kind)}")
            for relation in (actions, edges)
        ]
        people = of_topic[0].order("person_key").pl()
        follows = of_topic[1].order("follower_key, followed_key").pl()
        found.append(shuffle_topics(people, follows, shuffles))
    return pl.concat(found).to_arrow()


def _quoted(text):
    return "'" + text.replace("'", "''") + "'"
