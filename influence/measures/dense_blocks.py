"""Blocks of a graph that are denser than their surroundings: who acts for whom in bulk.

Belongs here: the greedy search for the densest block, one block after another.
Does not belong here: what the edges are, and when a block is beyond chance; that is SQL.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from influence.measures.compiled import compiled

Array = npt.NDArray[Any]
# Weights are whole numbers of this many parts, so that sums do not depend on their order.
_PARTS = 2**30
# FRAUDAR's constant: a column that hardly anybody shares does not weigh without bound.
_SMOOTHING = 5


@dataclass(frozen=True)
class Block:
    """`rows` and `columns` of the block, ascending, and its density: weight per node."""

    rows: Array
    columns: Array
    density: float


def column_weights(columns: Array, count: int) -> Array:
    """What an edge to each column weighs, in parts of `_PARTS`: 1 / log(x + 5) for x edges.

    Edges to columns that everybody has tell little: camouflage, which goes there, adds little.
    """
    degrees = np.bincount(columns, minlength=count)
    weights: Array = np.rint(_PARTS / np.log(degrees + _SMOOTHING)).astype(np.int64)
    return weights


def densest_block(rows: Array, columns: Array, weights: Array, row_count: int) -> Block:
    """The block with about the greatest weight of inner edges per node.

    Args: edge e joins rows[e] in 0..row_count - 1 with columns[e], and weighs
        weights[columns[e]] > 0; no edge twice.
    Source: greedy peeling, Charikar 2000, with the column weights of Hooi et al., FRAUDAR,
        KDD 2016: take away the node with the least inner weight, again and again, and keep the
        best state. Of equal nodes the first row goes, or else the first column.
    Cost: E log V time, 5 words an edge.
    Invariants: at least half the density of the densest block; the same for any order of edges.
    """
    nodes = row_count + len(weights)
    if not len(rows):
        return Block(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), 0.0)
    one = np.r_[rows, row_count + columns].astype(np.int64)
    other = np.r_[row_count + columns, rows].astype(np.int64)
    order = np.argsort(one, kind="stable")
    first = np.r_[0, np.cumsum(np.bincount(one, minlength=nodes))].astype(np.int64)
    edge_weight = np.r_[weights[columns], weights[columns]][order]
    weight = np.zeros(nodes, dtype=np.int64)
    np.add.at(weight, one[order], edge_weight)
    # Nodes without an edge are in no block.
    heap = np.flatnonzero(np.diff(first))
    peeled, left = _peel(first, other[order], edge_weight, weight, heap)
    block = np.sort(peeled[len(peeled) - left :])
    return Block(
        block[block < row_count],
        block[block >= row_count] - row_count,
        _density(rows, columns, weights, block, row_count),
    )


def dense_blocks(
    edges: pl.DataFrame, most: int, least_rows: int, least_columns: int
) -> pl.DataFrame:
    """Dense blocks one after another; the edges of a block are taken away before the next.

    Args: edges with BIGINT columns `row_key` and `column_key`; repeated edges are one.
    Returns one row per block_number (from 1, in the order found), side (`row`, `column`), key:
        and `density`. Blocks with fewer rows or columns than the least are left out, but count.
    Ends after `most` blocks, or when no block with the least rows and columns can be left that
        has all its edges: greedy would have found half of its density.
    Cost: that of `densest_block`, `most` times.
    """
    distinct = edges.select("row_key", "column_key").unique().sort("row_key", "column_key")
    row_keys, column_keys = (
        distinct["row_key"].unique().sort(),
        distinct["column_key"].unique().sort(),
    )
    rows = row_keys.search_sorted(distinct["row_key"]).to_numpy().astype(np.int64)
    columns = column_keys.search_sorted(distinct["column_key"]).to_numpy().astype(np.int64)
    weights = column_weights(columns, len(column_keys))
    smallest = least_rows * least_columns / (least_rows + least_columns)
    enough = smallest / np.log(least_rows + _SMOOTHING) / 2
    found = [_members(0, 0.0, "row", row_keys.head(0))]
    for number in range(1, most + 1):
        block = densest_block(rows, columns, weights, len(row_keys))
        if block.density < enough:
            break
        if len(block.rows) >= least_rows and len(block.columns) >= least_columns:
            found.append(_members(number, block.density, "row", row_keys[block.rows]))
            found.append(_members(number, block.density, "column", column_keys[block.columns]))
        inner = np.isin(rows, block.rows) & np.isin(columns, block.columns)
        rows, columns = rows[~inner], columns[~inner]
    return pl.concat(found)


def _members(number: int, density: float, side: str, keys: pl.Series) -> pl.DataFrame:
    return pl.DataFrame({"key": keys}).select(
        pl.lit(number, dtype=pl.Int64).alias("block_number"),
        pl.lit(side, dtype=pl.String).alias("side"),
        "key",
        pl.lit(density, dtype=pl.Float64).alias("density"),
    )


def _density(rows: Array, columns: Array, weights: Array, block: Array, row_count: int) -> float:
    is_in = np.zeros(row_count + len(weights), dtype=bool)
    is_in[block] = True
    inner = is_in[rows] & is_in[row_count + columns]
    return float(weights[columns[inner]].sum() / _PARTS / len(block))


@compiled
def _peel(
    first: Array, neighbour: Array, edge_weight: Array, weight: Array, heap: Array
) -> tuple[Array, int]:
    """The nodes of `heap` in the order in which they go, and how many the best state has.

    The edges of node v are first[v]..first[v + 1] - 1, told from both ends; `weight` is their sum.
    """
    size, inner = len(heap), 0
    place = np.full(len(weight), -1, dtype=np.int64)
    for at in range(size):
        place[heap[at]] = at
        inner += weight[heap[at]]
    for at in range(size // 2 - 1, -1, -1):
        _sink(heap, place, weight, size, at)
    inner //= 2
    best, left = inner / size, size
    peeled = np.empty(size, dtype=np.int64)
    for step in range(len(peeled)):
        node = heap[0]
        peeled[step] = node
        inner -= weight[node]
        size -= 1
        place[node] = -1
        if size:
            heap[0] = heap[size]
            place[heap[0]] = 0
            _sink(heap, place, weight, size, 0)
        for edge in range(first[node], first[node + 1]):
            touched = neighbour[edge]
            if place[touched] >= 0:
                weight[touched] -= edge_weight[edge]
                _rise(heap, place, weight, place[touched])
        if size and inner / size >= best:
            best, left = inner / size, size
    return peeled, left


@compiled
def _is_before(weight: Array, one: int, other: int) -> bool:
    return bool(weight[one] < weight[other] or (weight[one] == weight[other] and one < other))


@compiled
def _sink(heap: Array, place: Array, weight: Array, size: int, at: int) -> None:
    node = heap[at]
    while 2 * at + 1 < size:
        child = 2 * at + 1
        if child + 1 < size and _is_before(weight, heap[child + 1], heap[child]):
            child += 1
        if not _is_before(weight, heap[child], node):
            break
        heap[at] = heap[child]
        place[heap[at]] = at
        at = child
    heap[at] = node
    place[node] = at


@compiled
def _rise(heap: Array, place: Array, weight: Array, at: int) -> None:
    node = heap[at]
    while at > 0 and _is_before(weight, node, heap[(at - 1) // 2]):
        heap[at] = heap[(at - 1) // 2]
        place[heap[at]] = at
        at = (at - 1) // 2
    heap[at] = node
    place[node] = at
