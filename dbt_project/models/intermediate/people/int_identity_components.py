"""One row per node."""

from influence.measures.identity import connected_nodes


def model(dbt, session):
    dbt.config(materialized="table")
    return connected_nodes(dbt.ref("int_identity_links").pl()).to_arrow()
