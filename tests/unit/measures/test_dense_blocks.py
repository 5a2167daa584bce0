"""The greedy search for dense blocks, against every block of small graphs."""

import math
from itertools import chain, combinations

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from influence.measures.dense_blocks import column_weights, dense_blocks, densest_block

EDGES = st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=20)
Edges = set[tuple[int, int]]
SMALL = {"most": 5, "least_rows": 1, "least_columns": 1}


# Compiled once, so that no single example takes the time that it takes.
densest_block(np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64), np.ones(1, np.int64), 1)


def searched(edges: Edges) -> tuple[set[int], set[int], float]:
    rows, columns = (np.array(ends) for ends in zip(*sorted(edges), strict=True))
    weights = column_weights(columns, int(columns.max()) + 1)
    block = densest_block(rows, columns, weights, int(rows.max()) + 1)
    return set(block.rows.tolist()), set(block.columns.tolist()), block.density


def density(edges: Edges, rows: set[int], columns: set[int]) -> float:
    """Weight of the inner edges per node; one to a column of x edges weighs 1 / log(x + 5)."""
    degree = {column: sum(c == column for _, c in edges) for _, column in edges}
    inner = [1 / math.log(degree[c] + 5) for r, c in edges if r in rows and c in columns]
    return sum(inner) / (len(rows) + len(columns))


def subsets(of: set[int]) -> list[set[int]]:
    sizes = range(len(of) + 1)
    return [set(chosen) for chosen in chain.from_iterable(combinations(of, n) for n in sizes)]


@given(EDGES)
def test_a_block_has_at_least_half_the_density_of_the_densest(edges: Edges) -> None:
    rows, columns, found = searched(edges)
    assert math.isclose(found, density(edges, rows, columns), rel_tol=1e-6)
    densest = max(
        density(edges, some, others)
        for some in subsets({r for r, _ in edges})
        for others in subsets({c for _, c in edges})
        if some or others
    )
    assert found >= densest / 2 - 1e-6
    assert found <= densest + 1e-6


def frame(edges: list[tuple[int, int]]) -> pl.DataFrame:
    return pl.DataFrame(edges, schema={"row_key": pl.Int64, "column_key": pl.Int64}, orient="row")


@given(EDGES, st.randoms())
def test_neither_the_order_of_edges_nor_their_repetition_matters(edges: Edges, random) -> None:
    shuffled = sorted(edges) * 2
    random.shuffle(shuffled)
    assert dense_blocks(frame(shuffled), **SMALL).equals(
        dense_blocks(frame(sorted(edges)), **SMALL)
    )


@given(EDGES)
def test_an_edge_is_within_one_block_at_most(edges: Edges) -> None:
    found = dense_blocks(frame(sorted(edges)), **SMALL)
    blocks: list[Edges] = []
    for number in found["block_number"].unique().sort():
        of_block = found.filter(pl.col("block_number") == number)
        rows = set(of_block.filter(pl.col("side") == "row")["key"])
        columns = set(of_block.filter(pl.col("side") == "column")["key"])
        inner = {(r, c) for r, c in edges if r in rows and c in columns}
        blocks.append(inner - set().union(*blocks))
    assert sum(map(len, blocks)) == len(set().union(*blocks)) <= len(edges)
    assert all(blocks)


def planted(camouflage: int) -> list[tuple[int, int]]:
    """A crowd of 2,000 with ten edges each to 500 columns, the first the most wanted.

    Among it 30 accounts with all of columns 400 to 419, and some to wanted ones for camouflage.
    """
    chance = np.random.default_rng(1)
    crowd = [(row, int(500 * chance.random() ** 2)) for row in range(2_000) for _ in range(10)]
    bought = [(5_000 + bot, 400 + place) for bot in range(30) for place in range(20)]
    hidden = [
        (5_000 + bot, int(100 * chance.random() ** 2))
        for bot in range(30)
        for _ in range(camouflage)
    ]
    return crowd + bought + hidden


def test_camouflage_does_not_hide_a_block() -> None:
    """As many acts on popular columns as on those that were bought leave the block the densest."""
    for camouflage in (0, 20):
        found = dense_blocks(frame(planted(camouflage)), most=1, least_rows=5, least_columns=5)
        assert set(found.filter(pl.col("side") == "row")["key"]) == set(range(5_000, 5_030))
        columns = set(found.filter(pl.col("side") == "column")["key"])
        assert columns >= set(range(400, 420))


def test_the_search_ends_where_no_block_of_the_least_size_can_be_left() -> None:
    """A star of 30 has density 30 / (31 log 35): less than half of 10 by 10, 100 / (20 log 15)."""
    star = [(row, 0) for row in range(30)]
    assert dense_blocks(frame(star), most=5, least_rows=10, least_columns=10).is_empty()
    # 10 by 3 are 30 / (13 log 15) = 0.85, of which half is reached, but a star has one column
    assert dense_blocks(frame(star), most=5, least_rows=10, least_columns=3).is_empty()
    found = dense_blocks(frame(star), most=5, least_rows=10, least_columns=1)
    assert found["block_number"].to_list() == [1] * 31


def test_no_edges_make_no_blocks() -> None:
    found = dense_blocks(frame([]), **SMALL)
    assert found.is_empty()
    assert found.columns == ["block_number", "side", "key", "density"]
