"""Small worlds for the tests.

Belongs here: making a world once, with what its course held inside.
Does not belong here: expectations.
"""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from influence.lab.simulation.scenario import SCENARIOS, Scenario, Size
from influence.lab.simulation.simulate import Simulated, simulate
from influence.lab.simulation.world import World

SIZE = Size(people=1_500, days=30, seed=3)


@dataclass(frozen=True)
class Made:
    """A world that was lived, and where its dump lies."""

    world: World
    dump: Path
    lived: Simulated


def made(scenario: Scenario | str, size: Size = SIZE) -> Made:
    """Live a world in a folder of its own."""
    chosen = SCENARIOS[scenario] if isinstance(scenario, str) else scenario
    world = World(chosen, size)
    dump = Path(mkdtemp(prefix="world_")) / "dump"
    return Made(world, dump, simulate(world, dump))


@cache
def everything() -> Made:
    """One world with every mechanism, shared by tests that only look."""
    return made(busy("everything"))


def busy(name: str) -> Scenario:
    """A scenario in which small worlds show what large ones do: more is bought, more persuades."""
    return replace(SCENARIOS[name], persuasion_rate=0.03, own_purchases=3.0)
