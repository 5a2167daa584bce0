"""Who acts on whom, against the graphs that SNAP published of the Higgs log.

Belongs here: the graphs of mentions, replies and reposts as the warehouse holds them, and who
draws most of them.
Does not belong here: when people react (`response`).

*Nuances*
- SNAP counts what people do to themselves (5,353 edges of mentions, 343 of replies), and so does
  the check of what landed. The product's acts on people leave it out: the expectation there is
  the list without these loops. So are the figures on how the kinds
  disagree.
- Users are numbers of the publishers; none is printed.
"""

import gzip
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from influence.lab.evaluation.agreement import spearman
from influence.lab.external.checks import Check, Row
from influence.lab.external.workbench import Workbench
from influence.lab.frames import Array

HIGGS = "higgs_twitter_actions"
Edges = Counter[tuple[str, str]]
TOP = 200
FOUR_DIGITS = 0.00005


@dataclass(frozen=True)
class Published:
    """What SNAP tells of a graph. Components: nodes and edges of the largest."""

    nodes: int
    edges: int
    weak: tuple[int, int]
    strong: tuple[int, int]
    clustering: float
    triangles: int
    reciprocated: int


PUBLISHED = {
    "mention": Published(
        116_408, 150_818, (91_606, 132_068), (1_801, 7_069), 0.0825, 23_068, 10_088
    ),
    "reply": Published(38_918, 32_523, (12_839, 14_944), (322, 708), 0.0058, 244, 5_256),
}
# The list of this graph is not in the data set; only its size is known.
REPOSTS = (256_491, 328_132)

LANDED = """
SELECT account_id, target_account_id, count(*) FROM staging.stg_interactions
WHERE kind = ? GROUP BY ALL
"""
BETWEEN_PEOPLE = """
SELECT actor.id, acted_on.id, count(*)
FROM intermediate.int_acts_on_people AS acts
INNER JOIN intermediate.int_nodes_joined_to_people AS actor
    ON acts.actor_person_key = actor.person_key
INNER JOIN intermediate.int_nodes_joined_to_people AS acted_on
    ON acts.person_key = acted_on.person_key
WHERE acts.act_kind = ? GROUP BY ALL
"""
RECEIVED = """
SELECT replace(people.accounts, 'x:', '') AS account, {column} AS received
FROM published.person_response AS response
INNER JOIN published.people AS people ON response.person_id = people.person_id
WHERE response.topic_id = 'all' AND response.window_days = 90 AND received > 0
"""


def _graphs(bench: Workbench) -> Iterator[Row]:
    expected = {kind: _edge_list(bench, kind) for kind in PUBLISHED}
    with bench.warehouse(bench.datasets / HIGGS) as warehouse:
        acts, people = warehouse.execute(
            "SELECT (SELECT count(*) FROM staging.stg_interactions), "
            "(SELECT count(*) FROM intermediate.int_nodes_joined_to_people)"
        ).fetchall()[0]
        yield Row("actions", 563_069, acts)
        yield Row("users", 304_691, people)
        reposts = _edges(warehouse, LANDED, "repost")
        yield Row("repost, nodes", REPOSTS[0], len(_nodes(reposts)))
        yield Row("repost, edges", REPOSTS[1], len(reposts))
        between = {kind: _edges(warehouse, BETWEEN_PEOPLE, kind) for kind in PUBLISHED}
        for kind, published in PUBLISHED.items():
            landed = _edges(warehouse, LANDED, kind)
            yield from _shape(kind, published, landed, expected[kind])
            others = _without_loops(expected[kind])
            yield Row(f"{kind} of others, edges", len(others), len(between[kind]))
            unequal = _unequal(between[kind], others)
            yield Row(f"{kind} of others, edges with another weight", 0, unequal)
            yield from _received_as_published(warehouse, kind, _received(others))
    yield from _disagreement(between["mention"], between["reply"])


def _shape(kind: str, published: Published, edges: Edges, expected: Edges) -> Iterator[Row]:
    yield Row(f"{kind}, nodes", published.nodes, len(_nodes(edges)))
    yield Row(f"{kind}, edges", published.edges, len(edges))
    yield Row(f"{kind}, acts", expected.total(), edges.total())
    yield Row(f"{kind}, edges with another weight", 0, _unequal(edges, expected))
    for name, told in (("weak", published.weak), ("strong", published.strong)):
        found = _largest_component(edges, name)
        yield Row(f"{kind}, nodes of the {name} component", told[0], found[0])
        yield Row(f"{kind}, edges of the {name} component", told[1], found[1])
    triangles, clustering = _triangles(edges)
    yield Row(f"{kind}, triangles", published.triangles, triangles)
    yield Row(f"{kind}, clustering", published.clustering, clustering, FOUR_DIGITS)
    both = sum((other, one) in edges for one, other in edges if one != other)
    yield Row(f"{kind}, edges answered back", published.reciprocated, both)


def _received_as_published(
    warehouse: duckdb.DuckDBPyConnection, kind: str, wanted: dict[str, int]
) -> Iterator[Row]:
    column = {"mention": "mentions", "reply": "replies"}[kind]
    received = dict(warehouse.execute(RECEIVED.format(column=column)).fetchall())
    yield Row(f"{kind}, people who received any, published", len(wanted), len(received))
    top = _top(wanted)
    yield Row(f"{kind}, of the top {TOP}, published", TOP, len(set(top) & set(_top(received))))
    same = sum(received.get(user) == wanted[user] for user in top)
    yield Row(f"{kind}, counts of the top {TOP}, published", TOP, same)


def _disagreement(mentions: Edges, replies: Edges) -> Iterator[Row]:
    """Kinds of response disagree (Cha et al. 2010): one set of users, ranked by two of them."""
    mentioned, answered = _received(mentions), _received(replies)
    users = sorted(mentioned.keys() | answered.keys())
    columns = [np.array([side.get(user, 0) for user in users]) for side in (mentioned, answered)]
    yield Row("users who received either", 30_403, len(users))
    yield Row("Spearman of received mentions and replies", 0.332, spearman(*columns), 0.0005)
    overlap = len(set(_top(mentioned, 100)) & set(_top(answered, 100)))
    yield Row("of the top 100 of both", 35, overlap)


def _edge_list(bench: Workbench, kind: str) -> Edges:
    with gzip.open(bench.file(HIGGS, f"higgs-{kind}_network.edgelist.gz"), "rt") as lines:
        rows = (line.split() for line in lines)
        return Counter({(one, other): int(weight) for one, other, weight in rows})


def _edges(warehouse: duckdb.DuckDBPyConnection, query: str, kind: str) -> Edges:
    rows = warehouse.execute(query, [kind]).fetchall()
    return Counter({(one, other): count for one, other, count in rows})


def _unequal(found: Edges, expected: Edges) -> int:
    return sum(found[pair] != expected[pair] for pair in found.keys() | expected.keys())


def _without_loops(edges: Edges) -> Edges:
    return Counter({pair: count for pair, count in edges.items() if pair[0] != pair[1]})


def _nodes(edges: Edges) -> list[str]:
    return sorted({user for pair in edges for user in pair})


def _received(edges: Edges) -> dict[str, int]:
    received: Counter[str] = Counter()
    for (_, user), count in edges.items():
        received[user] += count
    return received


def _top(received: dict[str, int], size: int = TOP) -> list[str]:
    """Those who received most; ties by their number, so that both sides cut alike."""
    return sorted(received, key=lambda user: (-received[user], int(user)))[:size]


def _matrix(edges: Edges) -> tuple[csr_array, Array]:
    """1 for each edge, and the ends of the edges as numbers, shape (edges, 2)."""
    index = {user: at for at, user in enumerate(_nodes(edges))}
    ends = np.array([[index[one], index[other]] for one, other in edges])
    ones = np.ones(len(ends), dtype=np.int64)
    return csr_array((ones, (ends[:, 0], ends[:, 1])), shape=(len(index), len(index))), ends


def _largest_component(edges: Edges, connection: str) -> tuple[int, int]:
    """Its nodes and the edges within it; `connection` is weak or strong."""
    matrix, ends = _matrix(edges)
    if connection == "weak":
        matrix = matrix + matrix.T
    _, label = connected_components(matrix, directed=True, connection="strong")
    largest = np.bincount(label).argmax()
    inside = (label[ends] == largest).all(axis=1)
    return int((label == largest).sum()), int(inside.sum())


def _triangles(edges: Edges) -> tuple[int, float]:
    """Triangles, and the mean over all nodes of the share of neighbours that are neighbours.

    Of the undirected graph without loops, as SNAP's are (Watts and Strogatz 1998).
    """
    matrix, _ = _matrix(edges)
    either = ((matrix + matrix.T) > 0).astype(np.int64).tolil()
    either.setdiag(0)
    simple = csr_array(either)
    simple.eliminate_zeros()
    # Each triangle of a node is counted in both directions.
    at_node = np.asarray((simple @ simple).multiply(simple).sum(axis=1)).ravel() / 2
    degree = np.asarray(simple.sum(axis=1)).ravel()
    pairs = degree * (degree - 1) / 2
    share = np.divide(at_node, pairs, out=np.zeros(len(pairs)), where=pairs > 0)
    return int(at_node.sum() / 3), float(share.mean())


CHECKS = (
    Check(
        "Higgs graphs, pipeline",
        (HIGGS,),
        "SNAP, higgs-twitter: statistics and edge lists",
        _graphs,
        is_slow=True,
    ),
)
