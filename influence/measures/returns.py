"""How often a chain comes back: the diagonal of (1 - Q)⁻¹, for chains of 100,000 states and more.

Belongs here: expected visits to a state from itself, exactly where that is cheap, and the largest
error that was found where it is not.
Does not belong here: chains of journeys (`chains`), what a state's removal costs
(`removal_effects`).

A state is visited again only along a cycle, and cycles stay within the strongly connected parts of
a chain. Parts of up to `dense` states are inverted. A larger one is split into its `hubs`, the
states that most journeys come through, which are solved exactly, and the rest R, whose returns
without the hubs are few: of (1 - Q_RR)⁻¹ the powers up to the fourth, or the sixth where steps are
few, are worked out exactly. Where the last two still tell, the state is solved by itself; from
these and from some that were drawn by lot the error of the others is told.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from influence.measures.chains import Array, Floats
from influence.measures.compiled import beside_each_other, compiled

# Small parts are inverted together, in matrices of about this many states.
TOGETHER = 400
# Columns that are summed at once: a row of them is 256 bytes, and the rows in use stay in cache.
COLUMNS = 32
# The largest that the last step of a sum adds; what later ones would add is told from it.
SMALL = 1e-5
# Rows whose powers are worked out by one call.
ROWS = 4096
# States of R that are solved by themselves, those with the longest returns first: at once, at
# most before more powers are tried, and at most.
SOLVED, FIRST_SOLVED, MOST_SOLVED = 4 * COLUMNS, 2 * 4 * COLUMNS, 1024
# Ways of three steps: some ten seconds of one core.
FEW_WAYS = 5e9
# The largest error that was found times this is taken for the largest of states not solved.
MARGIN = 2


@dataclass(frozen=True)
class Returns:
    """`visits[i]`: expected visits to state i from i on, itself included.

    `error`: the largest relative error that is to be expected of one, by what was found of states
    solved exactly; 0 where all are.
    """

    visits: Floats
    error: float


def returns_of(
    follows: Any, importance: Floats, *, dense: int, hubs: int, tolerance: float, seed: int
) -> Returns:
    """The diagonal of (1 - follows)⁻¹.

    Args: `follows` (n, n) sparse, of a chain that ends; `importance` (n) by which hubs are chosen:
        expected visits. `tolerance`: an error of a share of this is passed over.
    Cost: dense³ for a part of `dense` states. For a larger one of m states and e steps: hubs³, and
        the memory of 2 hubs m numbers; hubs e multiplications for each step of a journey.
    """
    _, part = connected_components(follows, directed=True, connection="strong")
    size = np.bincount(part, minlength=1)
    own = np.asarray(follows.diagonal())
    visits = 1 / (1 - own)
    error = 0.0
    in_order = np.argsort(part, kind="stable")
    in_order = in_order[size[part[in_order]] > 1]
    for together in _batches(in_order, part):
        within = follows[together][:, together].tocsr()
        if len(together) <= max(dense, TOGETHER):
            visits[together] = np.diag(np.linalg.inv(np.eye(len(together)) - within.toarray()))
        else:
            found = _of_a_large_part(within, importance[together], hubs, tolerance, seed)
            visits[together] = found.visits
            error = max(error, found.error)
    return Returns(visits, error)


def _batches(in_order: Array, part: Array) -> list[Array]:
    """Whole parts, put together until there are about TOGETHER states; larger ones alone."""
    borders = np.flatnonzero(np.diff(part[in_order])) + 1
    batches: list[list[Array]] = []
    filled = TOGETHER
    for states in np.split(in_order, borders) if len(in_order) else []:
        if filled + len(states) > TOGETHER:
            batches.append([])
            filled = 0
        batches[-1].append(states)
        filled += len(states)
    return [np.concatenate(batch) for batch in batches]


def _of_a_large_part(
    follows: Any, importance: Floats, hubs: int, tolerance: float, seed: int
) -> Returns:
    """Split into hubs H and the rest R.

    With G = (1 - Q_RR)⁻¹ and S = 1 - Q_HH - Q_HR G Q_RH, N_HH = S⁻¹ and
    N_RR = G + (G Q_RH) S⁻¹ (Q_HR G).
    """
    states = follows.shape[0]
    by_importance = np.argsort(-importance, kind="stable")
    hub, rest = np.sort(by_importance[:hubs]), np.sort(by_importance[hubs:])
    from_hub, from_rest = follows[hub], follows[rest]
    among = from_rest[:, rest].tocsr()
    among_back = among.T.tocsr()
    to_hub = _columns_summed(among, from_rest[:, hub].tocsc())
    from_hub_on = _columns_summed(among_back, from_hub[:, rest].T.tocsc())
    returned = np.linalg.inv(
        np.eye(len(hub)) - from_hub[:, hub].toarray() - from_hub[:, rest] @ to_hub
    )
    alone, error = _without_hubs(among, among_back, tolerance, seed)
    visits = np.empty(states)
    visits[hub] = np.diag(returned)
    for begin in range(0, len(rest), ROWS):
        rows = slice(begin, begin + ROWS)
        through = np.einsum("ij,ij->i", to_hub[rows] @ returned, from_hub_on[rows])
        visits[rest[rows]] = alone[rows] + through
    # Returns through hubs are exact, so that the error of the others is a smaller part of all.
    return Returns(visits, float(np.max(error / visits[rest], initial=0)))


def _columns_summed(step: Any, begin: Any) -> Floats:
    """(1 - step)⁻¹ begin, some columns at once."""
    rows, columns = begin.shape
    summed = np.empty((rows, columns))

    def sum_some(at: int) -> None:
        some = begin[:, at : at + COLUMNS].toarray()
        summed[:, at : at + some.shape[1]] = _summed(
            step.indptr, step.indices, step.data, some, SMALL
        )

    beside_each_other(sum_some, range(0, columns, COLUMNS))
    return summed


@compiled
def _summed(pointers: Array, columns: Array, shares: Floats, begin: Floats, small: float) -> Floats:
    rows, width = begin.shape
    total, term, following = begin.copy(), begin.copy(), np.empty_like(begin)
    before, now = np.zeros(width), np.ones(width)
    largest = 1.0
    while largest > small:
        largest = 0.0
        before[:] = now
        now[:] = 0.0
        for row in range(rows):
            sums = following[row]
            sums[:] = 0.0
            for at in range(pointers[row], pointers[row + 1]):
                share = shares[at]
                held = term[columns[at]]
                for column in range(width):
                    sums[column] += share * held[column]
            for column in range(width):
                total[row, column] += sums[column]
                now[column] += sums[column]
                largest = max(largest, sums[column])
        term, following = following, term
    # Later steps become alike: each adds the share of the one before that the last one added.
    for column in range(width):
        ratio = now[column] / before[column] if now[column] < before[column] else 0.0
        now[column] = ratio / (1 - ratio)
    for row in range(rows):
        for column in range(width):
            total[row, column] += term[row, column] * now[column]
    return total


def _without_hubs(among: Any, back: Any, tolerance: float, seed: int) -> tuple[Floats, Floats]:
    """diag(G), and what each number of it may be off: by four powers, and by six if need be."""
    going = np.diff(among.indptr)
    pattern = csr_array((np.ones(among.nnz), among.indices, among.indptr), shape=among.shape)
    are_few = (pattern @ (pattern @ going)).sum() <= FEW_WAYS
    visits, error = _by_powers(among, back, _powers, FIRST_SOLVED if are_few else MOST_SOLVED,
                               tolerance, seed)  # fmt: skip
    if are_few and error.max(initial=0) > tolerance:
        return _by_powers(among, back, _more_powers, MOST_SOLVED, tolerance, seed)
    return visits, error


def _by_powers(
    among: Any, back: Any, powers_of: Any, most: int, tolerance: float, seed: int
) -> tuple[Floats, Floats]:
    """diag(G) by powers, but of up to `most` states exactly, and what each number may be off."""
    rows = among.shape[0]
    parts = beside_each_other(
        lambda begin: powers_of(
            among.indptr, among.indices, among.data, back.indptr, back.indices, back.data,
            begin, min(begin + ROWS, rows),
        ),
        range(0, rows, ROWS),
    )  # fmt: skip
    powers = np.concatenate(parts) if parts else np.zeros((0, 2))
    visits = 1 + powers.sum(axis=1)
    # What the powers beyond these add is the more, by and large, the more the last two do. So
    # the states with most of these are solved, some at a time, until what was missing of the last
    # ones, and of some drawn by lot, is small: twice as much may be missing of the others.
    by_tail = np.argsort(-powers[:, -2:].sum(axis=1), kind="stable")
    lot = np.random.default_rng(seed).permutation(rows)[:COLUMNS]
    missing_by_lot = _exact(among, lot) - visits[lot] if rows else np.zeros(0)
    error = np.zeros(rows)
    for solved in range(0, min(rows, most), SOLVED):
        longest = by_tail[solved : solved + SOLVED]
        exact = _exact(among, longest)
        missing = exact - visits[longest]
        visits[longest] = exact
        missing_by_lot[np.isin(lot, longest)] = 0
        largest = max(missing.max(initial=0), missing_by_lot.max(initial=0))
        error[longest] = 0
        error[by_tail[solved + SOLVED :]] = MARGIN * largest
        if MARGIN * largest <= tolerance:
            break
    return visits, error


def _exact(among: Any, states: Array) -> Floats:
    """Expected visits to each of some states from itself, without hubs."""

    def of_some(at: int) -> Floats:
        some = states[at : at + COLUMNS]
        unit = np.zeros((among.shape[0], len(some)))
        unit[some, np.arange(len(some))] = 1
        summed = _summed(among.indptr, among.indices, among.data, unit, SMALL)
        found: Floats = summed[some, np.arange(len(some))]
        return found

    return np.concatenate(beside_each_other(of_some, range(0, len(states), COLUMNS)))


@compiled
def _powers(
    pointers: Array,
    columns: Array,
    shares: Floats,
    back_pointers: Array,
    back_columns: Array,
    back_shares: Floats,
    begin: int,
    end: int,
) -> Floats:
    """The diagonals of Q, Q², Q³ and Q⁴ for the rows from `begin` to `end`."""
    found = np.zeros((end - begin, 4))
    twice = np.zeros(len(pointers) - 1)
    for row in range(begin, end):
        for at in range(pointers[row], pointers[row + 1]):
            between = columns[at]
            if between == row:
                found[row - begin, 0] += shares[at]
            for then in range(pointers[between], pointers[between + 1]):
                twice[columns[then]] += shares[at] * shares[then]
        found[row - begin, 1] = twice[row]
        for at in range(back_pointers[row], back_pointers[row + 1]):
            last = back_columns[at]
            found[row - begin, 2] += twice[last] * back_shares[at]
            for then in range(back_pointers[last], back_pointers[last + 1]):
                reached = twice[back_columns[then]]
                found[row - begin, 3] += reached * back_shares[then] * back_shares[at]
        for at in range(pointers[row], pointers[row + 1]):
            between = columns[at]
            for then in range(pointers[between], pointers[between + 1]):
                twice[columns[then]] = 0.0
    return found


@compiled
def _walk_back(
    pointers: Array, columns: Array, shares: Floats, walked: Floats, row: int, found: Floats
) -> None:
    """Add the fourth to sixth power of a row, of which three steps were walked, to `found`."""
    for at in range(pointers[row], pointers[row + 1]):
        one, share = columns[at], shares[at]
        found[3] += walked[one] * share
        for then in range(pointers[one], pointers[one + 1]):
            two, shared = columns[then], share * shares[then]
            found[4] += walked[two] * shared
            for first in range(pointers[two], pointers[two + 1]):
                found[5] += walked[columns[first]] * shared * shares[first]


@compiled
def _more_powers(
    pointers: Array,
    columns: Array,
    shares: Floats,
    back_pointers: Array,
    back_columns: Array,
    back_shares: Floats,
    begin: int,
    end: int,
) -> Floats:
    """The diagonals of Q to Q⁶ for the rows from `begin` to `end`."""
    states = len(pointers) - 1
    found = np.zeros((end - begin, 6))
    walked = np.zeros((4, states))
    reached = np.empty((4, states), dtype=np.int64)
    many = np.zeros(4, dtype=np.int64)
    for row in range(begin, end):
        walked[0, row] = 1.0
        reached[0, 0] = row
        many[:] = 0
        many[0] = 1
        for step in range(1, 4):
            for at in range(many[step - 1]):
                state = reached[step - 1, at]
                for then in range(pointers[state], pointers[state + 1]):
                    to = columns[then]
                    if walked[step, to] == 0.0:
                        reached[step, many[step]] = to
                        many[step] += 1
                    walked[step, to] += walked[step - 1, state] * shares[then]
            found[row - begin, step - 1] = walked[step, row]
        _walk_back(back_pointers, back_columns, back_shares, walked[3], row, found[row - begin])
        for step in range(4):
            for at in range(many[step]):
                walked[step, reached[step, at]] = 0.0
    return found
