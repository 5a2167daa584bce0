"""Whose followers took something up after them: credit distribution over a log of adoptions.

Belongs here: who may have learned of an item from whom, the credit that this gives, directly and
along chains, and the choice of few who have the most of it together.
Does not belong here: what an item is, who hears whom, windows (`adoption`, and SQL).

Source: Goyal, Bonchi and Lakshmanan, A Data-Based Approach to Social Influence Maximization, PVLDB
5 (2011), arXiv 1109.6886. The direct credit of v for w's adoption of a is gamma(v, w, a): equal,
1 / d(w, a), or time-aware, infl(w) / d(w, a) * exp(-(t(w, a) - t(v, a)) / tau(v, w)), where d(w, a)
is the number of people whom w hears and who took a up earlier. The total credit runs along chains:
G(v, w, a) = sum over these u of G(v, u, a) * gamma(u, w, a), with G(v, v, a) = 1.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from influence.measures.compiled import compiled

Array = npt.NDArray[Any]
# Gains that differ by less are a tie: sums of the same parts in another order do.
_ALIKE = 9
# As many as DuckDB has by default.
THREADS = 2


@dataclass(frozen=True)
class Log:
    """Who took up which item when: adoption a[first[i]:first[i + 1]] of item i, in time order.

    `person` and `at` by adoption; people are integers from 0 on, times any integers. A person
    adopts an item once.
    """

    first: Array
    person: Array
    at: Array


@dataclass(frozen=True)
class Heard:
    """Whom each person hears: who[first[p]:first[p + 1]], ascending, each once.

    A tie holds from `since` on and before `until`, in the unit of the log's times.
    """

    first: Array
    who: Array
    since: Array
    until: Array


@dataclass(frozen=True)
class Propagation:
    """From whom each adoption may come: parent[first[a]:first[a + 1]], adoptions before it.

    `tie` is the tie of `Heard` along which; by parent.
    """

    first: Array
    parent: Array
    tie: Array

    @property
    def parents(self) -> Array:
        """Number of parents by adoption."""
        return np.diff(self.first)


def propagation(log: Log, heard: Heard) -> Propagation:
    """Find the earlier adopters whom each adopter hears; those of the same moment are none.

    Cost: for each adoption the ties of the adopter, or a search among them for each earlier
        adopter of the item, whichever is less; in threads, each with its share of the items.
        Memory: 12 bytes a parent found, as much again while they are gathered, and 4 a person and
        thread.
    Invariant: parents come earlier, so adoptions in their order are a topological order.
    """
    shares = np.linspace(0, len(log.person), THREADS + 1)
    cuts = np.searchsorted(log.first, shares).clip(0, len(log.first) - 1)

    def of_share(share: int) -> tuple[Array, Array, Array]:
        place = np.full(len(heard.first) - 1, -1, dtype=np.int32)
        items = log.first[cuts[share] : cuts[share + 1] + 1]
        ties = (heard.first, heard.who, heard.since, heard.until)
        return _propagation(items, log.person, log.at, *ties, place)

    with ThreadPoolExecutor(THREADS) as pool:
        parents, parent, tie = zip(*pool.map(of_share, range(THREADS)), strict=True)
    first = np.r_[0, np.cumsum(np.concatenate(parents), dtype=np.int64)]
    return Propagation(first, np.concatenate(parent), np.concatenate(tie))


@compiled
def _propagation(
    item_first: Array,
    person: Array,
    at: Array,
    heard_first: Array,
    who: Array,
    since: Array,
    until: Array,
    place: Array,
) -> tuple[Array, Array, Array]:
    """Number of parents by adoption, and the parents with the ties to them, of some items."""
    adoptions = item_first[-1] - item_first[0]
    parents = np.zeros(adoptions, dtype=np.int32)
    parent = np.empty(max(16, adoptions), dtype=np.int32)
    tie = np.empty(len(parent), dtype=np.int64)
    found = 0
    for item in range(len(item_first) - 1):
        begin, end = item_first[item], item_first[item + 1]
        for adoption in range(begin, end):
            low, high = heard_first[person[adoption]], heard_first[person[adoption] + 1]
            now, before, earlier = at[adoption], found, adoption - begin
            room = found + min(earlier, high - low)
            if room > len(parent):
                parent, tie = _longer(parent, room), _longer(tie, room)
            searches = earlier * (1 + np.log2(high - low + 1)) < high - low
            for step in range(earlier if searches else high - low):
                if searches:
                    candidate = begin + step
                    edge = low + np.searchsorted(who[low:high], person[candidate])
                    is_heard = edge < high and who[edge] == person[candidate]
                else:
                    edge = low + step
                    candidate = place[who[edge]]
                    is_heard = candidate >= 0
                if is_heard and at[candidate] < now and since[edge] <= now < until[edge]:
                    parent[found], tie[found] = candidate, edge
                    found += 1
            place[person[adoption]] = adoption
            parents[adoption - item_first[0]] = found - before
        for adoption in range(begin, end):
            place[person[adoption]] = -1
    return parents, parent[:found].copy(), tie[:found].copy()


@compiled
def _longer(values: Array, room: int) -> Array:
    longer = np.empty(max(room, 2 * len(values)), dtype=values.dtype)
    longer[: len(values)] = values
    return longer


def equal_credit(found: Propagation) -> Array:
    """Gamma by parent: each of d parents has 1 / d."""
    parents = found.parents
    credit: Array = np.repeat(1 / np.maximum(parents, 1), parents)
    return credit


@dataclass(frozen=True)
class Habits:
    """What a log teaches: `delay` by tie, and by person `influenceability`.

    delay: mean time from one's adoption to the other's (tau). influenceability: share of a
    person's adoptions that came within the usual delay after one of their parents (infl).
    """

    delay: Array
    influenceability: Array


def habits(log: Log, found: Propagation, heard: Heard, least: int) -> Habits:
    """Learn the habits; a tie that carried fewer than `least` adoptions has the mean of all ties.

    Cost: two passes over the parents. Memory: 16 bytes a tie.
    """
    times = np.bincount(found.tie, minlength=len(heard.who))
    waited = (np.repeat(log.at, found.parents) - log.at[found.parent]).astype(np.float64)
    total = np.bincount(found.tie, weights=waited, minlength=len(heard.who))
    overall = waited.mean() if len(waited) else np.inf
    delay = np.where(times >= max(least, 1), total / np.maximum(times, 1), overall)
    is_prompt = waited <= delay[found.tie]
    is_influenced = np.zeros(len(log.person), dtype=np.bool_)
    is_influenced[np.repeat(np.arange(len(log.person)), found.parents)[is_prompt]] = True
    people = len(heard.first) - 1
    influenced = np.bincount(log.person, weights=is_influenced, minlength=people)
    adoptions = np.bincount(log.person, minlength=people)
    return Habits(delay, influenced / np.maximum(adoptions, 1))


def time_aware_credit(log: Log, found: Propagation, known: Habits) -> Array:
    """Gamma by parent: less the longer it took, and for those who go after others less."""
    waited = np.repeat(log.at, found.parents) - log.at[found.parent]
    share = equal_credit(found) * np.repeat(known.influenceability[log.person], found.parents)
    credit: Array = share * np.exp(-waited / known.delay[found.tie])
    return credit


def direct_credit(found: Propagation, gamma: Array, weight: Array) -> Array:
    """By adoption, the direct credit for others' adoptions, each worth its weight.

    Invariant: sums to the weights of adoptions with parents at the most.
    """
    credit = np.bincount(
        found.parent, weights=gamma * np.repeat(weight, found.parents), minlength=len(weight)
    )
    return credit.astype(np.float64)


def total_credit(found: Propagation, gamma: Array, weight: Array) -> Array:
    """By adoption, its own weight and the credit along all chains for those that came of it.

    C(v, a) = weight(v, a) + sum over later adopters w of gamma(v, w, a) * C(w, a): one scan against
    time. Cost: linear in parents. Invariant: equals the sum over w of G(v, w, a) * weight(w, a).
    """
    credit = weight.astype(np.float64)
    nobody = np.zeros(len(weight), dtype=np.bool_)
    _scan_back(0, len(weight), found.first, found.parent, gamma, nobody, credit)
    return credit


@compiled
def _scan_back(
    begin: int,
    end: int,
    first: Array,
    parent: Array,
    gamma: Array,
    is_cut: Array,
    credit: Array,
) -> None:
    """Hand the credit of adoptions on to their parents, except of those that are cut."""
    for adoption in range(end - 1, begin - 1, -1):
        if is_cut[adoption]:
            continue
        for place in range(first[adoption], first[adoption + 1]):
            credit[parent[place]] += gamma[place] * credit[adoption]


@dataclass(frozen=True)
class Seeds:
    """`chosen[i]` is the person of step i, `gained[i]` the credit that they add.

    `bound[i]`: no choice of i + 1 people has more together.
    """

    chosen: Array
    gained: Array
    bound: Array


def choose_seeds(
    log: Log, found: Propagation, gamma: Array, weight: Array, may_be_chosen: Array, most: int
) -> Seeds:
    """Choose people one by one, each time the one who adds the most credit to those before.

    The credit of a set S for w's adoption of a is 1 where w is in S, else the sum over parents u of
    gamma(u, w, a) times that of u; its sum over adoptions, by weight, is what is to be large. By
    the paper's theorem 3, x adds the sum over the items of x of (1 - G(S, x, a)) * C(x, a), where
    C is total credit along chains that avoid S: one scan with time and one against it, and only
    of the items of whoever was chosen last. So every gain is exact at every step, and there is
    neither a table of pairs nor a threshold to cut it by.
    Args: `may_be_chosen` by person. Of people who add alike the first is chosen.
    Source: greedy choice under submodularity, at least 1 - 1/e of the optimum (Nemhauser, Wolsey
        and Fisher 1978); the bound is the sum of the largest single gains on top of any set.
    Cost: a step is linear in the parents of the items of the chosen, and one look at every
        person. Memory: 24 bytes an adoption, 8 a person.
    Invariant: the gains sum to the credit of the set.
    """
    people = len(may_be_chosen)
    order = np.argsort(log.person, kind="stable")
    of_person = np.searchsorted(log.person[order], np.arange(people + 1))
    item = np.repeat(np.arange(len(log.first) - 1), np.diff(log.first))
    is_seed = np.zeros(len(log.person), dtype=np.bool_)
    credit = total_credit(found, gamma, weight)
    of_seeds = np.zeros(len(log.person))
    gains = np.bincount(log.person, weights=credit, minlength=people)
    single = np.where(may_be_chosen, gains, 0)
    chosen: list[int] = []
    gained: list[float] = []
    bound = np.cumsum(_largest(single, most))
    may_be_chosen = may_be_chosen.copy()
    while len(chosen) < most:
        best = int(np.argmax(np.round(single, _ALIKE))) if people else -1
        if best < 0 or round(single[best], _ALIKE) <= 0:
            break
        chosen.append(best)
        gained.append(float(single[best]))
        own = order[of_person[best] : of_person[best + 1]]
        is_seed[own] = True
        for one in item[own]:
            _scan_again(
                log.first[one],
                log.first[one + 1],
                log.person,
                weight,
                found.first,
                found.parent,
                gamma,
                is_seed,
                credit,
                of_seeds,
                gains,
            )
        may_be_chosen[best] = False
        single = np.where(may_be_chosen, gains, 0)
        bound = np.minimum(bound, sum(gained) + np.cumsum(_largest(single, most)))
    return Seeds(np.array(chosen, dtype=np.int64), np.array(gained), bound)


def _largest(values: Array, most: int) -> Array:
    padded = np.r_[values, np.zeros(most)]
    largest: Array = -np.sort(-np.partition(padded, len(padded) - most)[len(padded) - most :])
    return largest


@compiled
def _scan_again(
    begin: int,
    end: int,
    person: Array,
    weight: Array,
    first: Array,
    parent: Array,
    gamma: Array,
    is_seed: Array,
    credit: Array,
    of_seeds: Array,
    gains: Array,
) -> None:
    """Put the credit of one item right after its seeds changed."""
    for adoption in range(begin, end):
        gains[person[adoption]] -= (1 - of_seeds[adoption]) * credit[adoption]
        credit[adoption] = weight[adoption]
        of_seeds[adoption] = 0.0
        if is_seed[adoption]:
            of_seeds[adoption] = 1.0
        else:
            for place in range(first[adoption], first[adoption + 1]):
                of_seeds[adoption] += gamma[place] * of_seeds[parent[place]]
    _scan_back(begin, end, first, parent, gamma, is_seed, credit)
    for adoption in range(begin, end):
        gains[person[adoption]] += (1 - of_seeds[adoption]) * credit[adoption]
