"""One row per node."""

from influence.measures.identity import connected_nodes


def model(dbt, session):
    dbt.config(materialized="table")
    pairs = dbt.ref("int_pod_pairs")
    links = pairs.project("person_key as left_node, other_person_key as right_node")
    return connected_nodes(links.pl()).to_arrow()
