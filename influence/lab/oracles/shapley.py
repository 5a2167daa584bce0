"""Shapley values by brute force: every coalition, with and without every player.

Belongs here: the value of a game given as a table, and the game that journeys play.
Does not belong here: the closed form (each journey's value split equally among its distinct
channels), which this is to hold. It costs n * 2^n for n players.

Source: Shapley, "A value for n-person games", Contributions to the Theory of Games II (1953).
"""

from collections.abc import Iterable, Mapping
from itertools import combinations
from math import factorial

from influence.lab.oracles.journeys import Journey

Coalition = frozenset[str]
Game = Mapping[Coalition, float]


def shapley(game: Game) -> dict[str, float]:
    """phi_i = sum over S without i of |S|! (n - |S| - 1)! / n! * (v(S + i) - v(S)).

    `game` gives v of every coalition of its players but the empty one, which is worth 0. The
    values sum to v of all players. Raises KeyError where a coalition is missing.
    """
    players = sorted(frozenset().union(*game))
    worth = {**game, frozenset(): 0.0}
    values = dict.fromkeys(players, 0.0)
    for player in players:
        others = [other for other in players if other != player]
        for coalition in _coalitions(others):
            size = len(coalition)
            weight = factorial(size) * factorial(len(others) - size) / factorial(len(players))
            values[player] += weight * (worth[coalition | {player}] - worth[coalition])
    return values


def game_of(journeys: Iterable[Journey]) -> dict[Coalition, float]:
    """v(S): the conversions of the journeys all of whose channels are in S (`measures.md`)."""
    paid: dict[Coalition, float] = {}
    for journey in journeys:
        together = frozenset(journey.steps)
        paid[together] = paid.get(together, 0.0) + journey.conversions
    players = sorted(frozenset().union(*paid))
    return {
        coalition: sum(value for together, value in paid.items() if together <= coalition)
        for coalition in _coalitions(players)
        if coalition
    }


def _coalitions(players: list[str]) -> Iterable[Coalition]:
    for size in range(len(players) + 1):
        for chosen in combinations(players, size):
            yield frozenset(chosen)
