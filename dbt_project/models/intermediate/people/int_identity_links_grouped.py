"""One row per left_node, right_node."""

from influence.measures.persons import grouped_links


def model(dbt, session):
    dbt.config(materialized="table")
    links = dbt.ref("int_identity_links").filter("certainty = 'sure' and not is_visit")
    return grouped_links(links.select("left_node, right_node, confidence").pl()).to_arrow()
