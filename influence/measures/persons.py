"""What holds a person together: the links of a group, and which of them it cannot spare.

Belongs here: what can be said of an identity link only by looking at all of them.
Does not belong here: which nodes are connected (`identity`); which links count (confidence, method,
time), or which group is too large to be one person, which is SQL.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import minimum_spanning_tree

from influence.measures.identity import connected_nodes

Indices = NDArray[np.int64]

GROUPED = {
    "left_node": pl.String,
    "right_node": pl.String,
    "component": pl.String,
    "is_bridge": pl.Boolean,
    "weakest_link_confidence": pl.Float64,
}


def grouped_links(links: pl.DataFrame) -> pl.DataFrame:
    """Say of every link which connected component it belongs to, and whether it holds it together.

    Args: links with VARCHAR columns `left_node`, `right_node` and a DOUBLE `confidence`; one row a
        pair of two different nodes, undirected, no pair twice.
    Returns one row per link, sorted by its nodes: `component` is the lexicographically smallest
        node of the component, so that it depends on nothing but who is in it; `is_bridge` says
        whether the component falls apart without the link; `weakest_link_confidence` is that of
        the component: the highest threshold at which it is still one, which is the least
        confidence in a spanning tree of the most confidence.
    Source: minimum spanning tree of scipy.sparse.csgraph; bridges by
        Tarjan, A note on finding the bridges of a graph (Information Processing Letters 2, 1974).
    Cost: sorting the links; bridges in time linear in the links of components with a cycle.
    Invariants: both nodes of every link have one component; nothing depends on the order of the
        links or of their ends; a component is the same with any link of another one or without.
    """
    if links.is_empty():
        return pl.DataFrame(schema=GROUPED)
    links = links.sort("left_node", "right_node")
    components = connected_nodes(links.select("left_node", "right_node"))
    nodes = components["node"]
    left = nodes.search_sorted(links["left_node"]).to_numpy().astype(np.int64)
    right = nodes.search_sorted(links["right_node"]).to_numpy().astype(np.int64)
    # The number of a component is that of its smallest node.
    label = nodes.search_sorted(components["component"]).to_numpy().astype(np.int64)
    # The ranks of confidences, from 1 for the highest, are exact weights of a smallest tree.
    steps, rank = np.unique(-links["confidence"].to_numpy(), return_inverse=True)
    graph = coo_matrix((rank + 1.0, (left, right)), shape=(len(nodes), len(nodes))).tocsr()
    tree = minimum_spanning_tree(graph).tocoo()
    weakest = np.zeros(len(nodes), dtype=np.int64)
    np.maximum.at(weakest, label[tree.row], tree.data.astype(np.int64) - 1)
    group = label[left]
    return pl.DataFrame(
        {
            "left_node": links["left_node"],
            "right_node": links["right_node"],
            "component": nodes[group],
            "is_bridge": _are_bridges(left, right, label),
            "weakest_link_confidence": -steps[weakest[group]],
        },
        schema=GROUPED,
    )


def _are_bridges(left: Indices, right: Indices, label: Indices) -> NDArray[np.bool_]:
    """Whether each link is a bridge; in a component without a cycle every one is."""
    links_of = np.bincount(label[left], minlength=len(label))
    has_cycle = (links_of >= np.bincount(label, minlength=len(label)))[label[left]]
    bridges: NDArray[np.bool_] = ~has_cycle
    in_question = np.flatnonzero(has_cycle)
    if len(in_question):
        ends, number = np.unique(np.r_[left[in_question], right[in_question]], return_inverse=True)
        half = len(in_question)
        found = _bridges(len(ends), number[:half], number[half:])
        bridges[in_question[found]] = True
    return bridges


def _bridges(nodes: int, left: Indices, right: Indices) -> list[int]:
    """Numbers of the links that are bridges, by one walk into the depth of every component.

    A link down to a node is a bridge where nothing below reaches back to or above its upper end.
    """
    order = np.argsort(np.r_[left, right], kind="stable")
    begins = np.r_[0, np.cumsum(np.bincount(np.r_[left, right], minlength=nodes))].tolist()
    neighbour = np.r_[right, left][order].tolist()
    link = (order % len(left)).tolist()
    found: list[int] = []
    seen_at, reaches, upward = [-1] * nodes, [0] * nodes, [-1] * nodes
    place = begins[:-1].copy()
    clock = 0
    for start in range(nodes):
        path = [start] if seen_at[start] < 0 else []
        while path:
            node = path[-1]
            if seen_at[node] < 0:
                seen_at[node] = reaches[node] = clock
                clock += 1
            if place[node] < begins[node + 1]:
                at = place[node]
                place[node] += 1
                other = neighbour[at]
                if link[at] == upward[node]:
                    continue
                if seen_at[other] < 0:
                    upward[other] = link[at]
                    path.append(other)
                else:
                    reaches[node] = min(reaches[node], seen_at[other])
                continue
            path.pop()
            if path:
                above = path[-1]
                reaches[above] = min(reaches[above], reaches[node])
                if reaches[node] > seen_at[above]:
                    found.append(upward[node])
    return found
