"""What is attempted: a person who buys bots, in several styles and growing sizes.

Belongs here: the attacks as scenarios.
Does not belong here: running them (`worlds`).

*Nuances*. All attacks of a seed happen in almost one world: people, follows and posts come of the
same chance, and the buyer is the same person. What bots do moves what others see of it.
"""

from dataclasses import dataclass, replace

from influence.lab.simulation.scenario import SCENARIOS, Scenario

SIZES = (5, 10, 20, 40, 80, 160)
_SHARED = 5


@dataclass(frozen=True)
class Style:
    """How bots act: `changes` to the scenario. Several buyers may share their bots."""

    name: str
    says: str
    changes: dict[str, float]
    buyers: int = 1


STYLES = (
    Style("in seconds", "each bot answers within 20 seconds of the post", {}),
    Style(
        "in seconds, hidden",
        "the same, and ten acts a day on popular posts for camouflage",
        {"camouflage": 10.0},
    ),
    Style("over hours", "answers spread evenly over eight hours", {"bot_minutes": 480}),
    Style(
        "over hours, hidden",
        "the same, and ten acts a day on popular posts for camouflage",
        {"bot_minutes": 480, "camouflage": 10.0},
    ),
    Style(
        "over hours, lazy",
        "answers spread over eight hours, to one post of five",
        {"bot_minutes": 480, "bot_eagerness": 0.2},
    ),
    Style(
        "over hours, shared",
        f"answers spread over eight hours; {_SHARED} buyers share the bots",
        {"bot_minutes": 480, "bot_customers": _SHARED},
        buyers=_SHARED,
    ),
)


@dataclass(frozen=True)
class Attack:
    """One style at one size; no bots at all are what it is compared with."""

    style: Style
    bots: int

    @property
    def scenario(self) -> Scenario:
        """The world in which it happens."""
        return replace(
            SCENARIOS["no_confounding"],
            name=f"{self.bots} bots, {self.style.name}",
            boosters=self.style.buyers,
            bots=self.bots // self.style.buyers,
            **self.style.changes,
        )


def attacks() -> list[Attack]:
    """All of them, each style after the world without bots that it is compared with."""
    return [Attack(style, bots) for style in STYLES for bots in (0, *SIZES)]
