"""Who belongs together: connected components of links, of one person's ids or of a ring's members.

Belongs here: the fixed point over links.
Does not belong here: which links count (confidence, method, chance); that is SQL.
"""

import numpy as np
import polars as pl
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components


def connected_nodes(links: pl.DataFrame) -> pl.DataFrame:
    """Assign every linked node to its connected component.

    Args: links with columns `left_node` and `right_node` of one type, VARCHAR or BIGINT, one
        undirected link a row; repeated links and links of a node to itself are allowed.
    Returns one row per node: `node`, `component`, both of that type, where `component` is the
        smallest node of the component, so that the result does not depend on the order of the
        links.
    Source: breadth-first labelling, scipy.sparse.csgraph.
    Cost: linear in links, plus the sort of the distinct nodes.
    Invariant: both nodes of every link have one component.
    """
    nodes = (
        pl.concat([links["left_node"].rename("node"), links["right_node"].rename("node")])
        .unique()
        .sort()
    )
    if nodes.is_empty():
        return pl.DataFrame({"node": nodes, "component": nodes})
    left = nodes.search_sorted(links["left_node"]).to_numpy()
    right = nodes.search_sorted(links["right_node"]).to_numpy()
    size = len(nodes)
    graph = coo_matrix((np.ones(len(left), dtype=np.int8), (left, right)), shape=(size, size))
    labels = connected_components(graph, directed=False)[1]
    # Nodes are sorted, so the first of a component is its smallest.
    first_of_label = np.unique(labels, return_index=True)[1]
    return pl.DataFrame({"node": nodes, "component": nodes[first_of_label[labels]]})
