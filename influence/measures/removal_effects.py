"""Markov removal effects: what share of conversions and of their value is lost without somebody.

Belongs here: removal effects of a chain of journeys, in closed form where it can be solved.
Does not belong here: the chain (`chains`), its returns (`returns`), the draw of journeys (`walks`),
and the division of credit by effects; that is SQL.

*Nuances*
- Effects do not sum to 1: two people who are both in every journey have an effect of 1 each.
- The share of converting journeys that somebody is in is another number: the chain forgets who
  came earlier, and so mixes journeys that share a step.
- The value of a conversion is told by the last state, on average.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from influence.measures.chains import (
    Array,
    Chain,
    Floats,
    Journeys,
    chain_of,
    journeys_of,
    summed_steps,
)
from influence.measures.returns import returns_of
from influence.measures.walks import converting_walks

# Digits that are the same on every machine.
DIGITS = 12
# A removal effect below this is told by too few walks to measure an error by.
TELLS = 1e-3


@dataclass(frozen=True)
class Method:
    """How much is worked out exactly, and with which effort the rest.

    Chains of up to `dense` states are solved. Larger ones of order 1 are split at `hubs` states,
    with an error of `tolerance`; of order 2 `walks` journeys are drawn from them.
    """

    dense: int = 2000
    hubs: int = 150
    tolerance: float = 5e-4
    walks: int = 1_000_000
    seed: int = 1


@dataclass(frozen=True)
class RemovalEffects:
    """By person (n), the share of conversions and of value that is lost without them, 0 to 1.

    `error`: the largest relative error that is to be expected; 0 where the chain was solved. Of a
    draw half of the difference of its halves, the largest of people with an effect of 0.001.
    """

    conversions: Floats
    value: Floats
    error: float


def removal_effects(
    journeys: Journeys, order: int = 1, method: Method | None = None
) -> RemovalEffects:
    """RE_i = P(a converting journey comes past i).

    With N = (1 - Q)⁻¹, r the probabilities to convert, h = N r and N(s, ·) from the start: of
    order 1 RE_i = N(s, i) / N(i, i) h(i) / h(s), as N(s, i) / N(i, i) is the probability to come to
    i at all; of order 2, with B the states that end in i, N(s, B) N(B, B)⁻¹ h(B) / h(s). Of value
    the same with r times what a conversion there is worth. 0 where nothing converts.

    Source: absorbing chains, Kemeny and Snell 1960.
    Cost: states³ up to `dense` states, else that of `returns_of` or `converting_walks`.
    Invariant: 1 - P(conversion without i) / P(conversion), by a dense solve for each i.
    """
    method = method or Method()
    people = journeys.people
    chain = chain_of(journeys, order)
    if not chain.converts.any():
        return RemovalEffects(np.zeros(people), np.zeros(people), 0.0)
    if len(chain.starts) <= method.dense:
        conversions, value = _solved(chain, people)
        return RemovalEffects(conversions, value, 0.0)
    outlook = summed_steps(chain.follows, np.c_[chain.converts, chain.pays])
    if order == 1:
        come = summed_steps(chain.follows.T.tocsr(), chain.starts)
        returns = returns_of(
            chain.follows,
            come,
            dense=method.dense,
            hubs=method.hubs,
            tolerance=method.tolerance,
            seed=method.seed,
        )
        conversions, value = _shares(chain, (come / returns.visits)[:, None] * outlook, outlook)
        return RemovalEffects(conversions, value, returns.error)
    walks = converting_walks(chain, people, outlook[:, 0], walks=method.walks, seed=method.seed)
    tells = walks.share >= TELLS
    halves = np.abs(walks.halves[0] - walks.halves[1])[tells] / walks.share[tells] / 2
    return RemovalEffects(walks.share, walks.value_share, float(halves.max(initial=0)))


def _solved(chain: Chain, people: int) -> tuple[Floats, Floats]:
    states = len(chain.starts)
    visits = np.linalg.inv(np.eye(states) - chain.follows.toarray())
    outlook = visits @ np.c_[chain.converts, chain.pays]
    come = chain.starts @ visits
    if np.array_equal(chain.person, np.arange(people)):
        lost = (come / np.diag(visits))[:, None] * outlook
        return _shares(chain, lost, outlook)
    by_person = np.argsort(chain.person, kind="stable")
    borders = np.searchsorted(chain.person[by_person], np.arange(people + 1))
    lost = np.zeros((people, 2))
    for person in range(people):
        own = by_person[borders[person] : borders[person + 1]]
        lost[person] = come[own] @ np.linalg.solve(visits[np.ix_(own, own)], outlook[own])
    return _shares(chain, lost, outlook)


def _shares(chain: Chain, lost: Floats, outlook: Floats) -> tuple[Floats, Floats]:
    whole = chain.starts @ outlook
    # What is worth nothing loses nothing; rounding may leave a share a digit outside of 0 to 1.
    shares = np.divide(lost, whole, out=np.zeros_like(lost), where=whole > 0).clip(0, 1)
    return shares[:, 0], shares[:, 1]


def removal_effects_by_topic(steps: pl.DataFrame, method: Method) -> pl.DataFrame:
    """The removal effects of order 1 and 2 of everybody in the journeys of every topic.

    Args: one row per touchpoint: `topic_id`, `journey_key` (integer), `person_key`, and of the
        journey `conversions` (0 or 1) and `value` (at least 0); in the order of topic, journey and
        touchpoint.
    Returns one row per topic_id, attribution_model, person_key: `removal_effect`,
        `value_removal_effect`, `removal_effect_error`.
    """
    found = [
        _of_a_topic(topic, order, method)
        for topic in steps.partition_by("topic_id", maintain_order=True, include_key=True)
        for order in (1, 2)
    ]
    return pl.concat(found) if found else _frame(steps["topic_id"], 1, steps["person_key"], None)


def _of_a_topic(steps: pl.DataFrame, order: int, method: Method) -> pl.DataFrame:
    people = steps["person_key"].unique().sort()
    journeys = journeys_of(
        steps["journey_key"].to_numpy(),
        people.search_sorted(steps["person_key"]).to_numpy(),
        steps["conversions"].cast(pl.Float64).to_numpy(),
        steps["value"].cast(pl.Float64).to_numpy(),
    )
    effects = removal_effects(journeys, order, method)
    return _frame(steps["topic_id"].head(1).gather([0] * len(people)), order, people, effects)


def _frame(
    topic: pl.Series, order: int, people: pl.Series, effects: RemovalEffects | None
) -> pl.DataFrame:
    rows = len(people)
    none: Array = np.zeros(rows)
    return pl.DataFrame(
        {
            "topic_id": topic,
            "attribution_model": np.full(rows, f"markov_{order}"),
            "person_key": people,
            "removal_effect": effects.conversions.round(DIGITS) if effects else none,
            "value_removal_effect": effects.value.round(DIGITS) if effects else none,
            "removal_effect_error": np.full(rows, effects.error) if effects else none,
        },
        schema={
            "topic_id": pl.String,
            "attribution_model": pl.String,
            "person_key": pl.Int64,
            "removal_effect": pl.Float64,
            "value_removal_effect": pl.Float64,
            "removal_effect_error": pl.Float64,
        },
    )
