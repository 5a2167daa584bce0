"""Which worlds are run: those of the simulator with bots, and attacks of growing size.

Belongs here: the attacks as scenarios.
Does not belong here: running them (`worlds`).

*Nuances*. All attacks of one number of buyers happen in almost one world: people, follows and
posts come of the same chance, and the buyer is the same person. What bots do moves what others see.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from influence.lab.simulation.scenario import SCENARIOS, Scenario

SIZES = (5, 10, 20, 40, 80, 160)
_SHARED = 5


@dataclass(frozen=True)
class Style:
    """How bots act: `changes` to the scenario. Several buyers may share their bots."""

    name: str
    says: str
    changes: dict[str, Any] = field(default_factory=dict, hash=False)
    buyers: int = 1


HIDING = {"camouflage": 10.0}
SLOWLY = {"bot_minutes": 480}
STYLES = (
    Style("in seconds", "each answers within 20 seconds of the post"),
    Style("in seconds, hidden", "the same, and ten acts a day on popular posts", HIDING),
    Style("over hours", "answers spread evenly over eight hours", SLOWLY),
    Style("over hours, lazy", "the same, but to one post of five", SLOWLY | {"bot_eagerness": 0.2}),
    Style(
        "over hours, shared",
        f"answers spread evenly over eight hours, and {_SHARED} buyers share the bots",
        SLOWLY | {"bot_customers": _SHARED},
        buyers=_SHARED,
    ),
)
# Worlds in which everything is known: who is found, and who is not to be found.
WORLDS = (
    SCENARIOS["bots"],
    SCENARIOS["everything"],
    replace(SCENARIOS["everything"], name="pods, no bots", boosters=0, bots=0, pods=10),
)


@dataclass(frozen=True)
class Plan:
    """One world to be run. `style` is null where the world is no attack of a planned size."""

    key: str
    scenario: Scenario
    seed: int = 1
    style: Style | None = None
    bots: int = 0


def plans(seeds: int) -> list[Plan]:
    """All worlds; the one without bots, which attacks are compared with, before them."""
    known = [
        Plan(f"{scenario.name}, seed {seed}", scenario, seed)
        for scenario in WORLDS
        for seed in range(1, seeds + 1)
    ]
    nobody = [
        _attack(Style(f"nobody, {buyers} buyers", "", buyers=buyers), 0)
        for buyers in sorted({style.buyers for style in STYLES})
    ]
    return [*known, *nobody, *(_attack(style, bots) for style in STYLES for bots in SIZES)]


def _attack(style: Style, bots: int) -> Plan:
    scenario = replace(
        SCENARIOS["no_confounding"],
        name=style.name,
        boosters=style.buyers,
        bots=bots // style.buyers,
        **style.changes,
    )
    return Plan(f"{style.name}, {bots} bots", scenario, style=style, bots=bots)
