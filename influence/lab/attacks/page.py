"""The page of what bots can gain, and a table beside it.

Belongs here: words and tables.
Does not belong here: the numbers (`worlds`).
"""

from collections.abc import Iterable

import polars as pl

from influence.lab.attacks.plans import SIZES, STYLES, Plan
from influence.lab.attacks.worlds import LENSES, Found
from influence.lab.simulation.scenario import Size

_HEAD = """# What bots can gain

Written by `make evaluate-attacks`, of simulated worlds of {people:,} people and {days} days, with
the default numbers of the method. The same rows are in [attacks.csv](attacks.csv). What a flag
means is told in [integrity.md](integrity.md).

"""
_KNOWN = """## Who is found

Suspects against the truth of a world. *Area* is under the curve of one score for everybody: how
unlikely their least likely pair of a ring is (0.5 is chance). *Top* are the genuine people whom
most others answer, one in a hundred of all. Members of pods are genuine, and no suspects.

"""
_ATTACKS = """## Attacks of growing size

One person of one world buys bots. Of each style and size: bots that are suspects, and genuine
people who are by mistake. A dash: not run.

"""
_GAINS = """## What the buyer gains

The buyer's rank on the topic `all`, longest window, out of some {people:,} people, 1 the best: with
everybody's acts, and without those of suspects. *Nobody* is the same world before bots are bought.
A dash: not ranked, or not told apart.

"""
_BY_HAND = """## What is left of what was bought

Of every buyer the rank of the response lens: with everybody's acts, without those of suspects, and
in the same dump after everything that bots did was taken out by hand. Without suspects a post that
bots reposted still counts as shown to the genuine people who follow them. Taken out by hand nothing
tells that it was, but their answers stay, and may look like those of few viewers. Neither is a
world in which nobody bought bots: genuine people answer what bots spread, and that is no longer
bots.

"""


def page_of(found: dict[Plan, Found], size: Size) -> str:
    """The page in Markdown."""
    parts = [_HEAD.format(people=size.people, days=size.days), _KNOWN, *_lines(_known(found))]
    parts += ["\n", _ATTACKS]
    parts += [f"- *{style.name}*: {style.says}.\n" for style in STYLES]
    parts += ["\n", *_lines(_sizes(found))]
    if any(one.ranks_all for one in found.values()):
        parts += ["\n", _GAINS.format(people=size.people), *_lines(_gains(found))]
    if any(one.taken_out for one in found.values()):
        parts += ["\n", _BY_HAND, *_lines(_taken_out(found))]
    return "".join(parts)


def rows_of(found: dict[Plan, Found]) -> pl.DataFrame:
    """One row per world."""
    return pl.DataFrame(
        [
            {
                "world": plan.key,
                "seed": plan.seed,
                "bots": one.bots,
                "bots_found": one.bots_found,
                "genuine_flagged": one.genuine_flagged,
                "top_genuine_flagged": one.top_genuine_flagged,
                "precision": one.precision,
                "recall": one.recall,
                "area": one.area,
            }
            | {f"{lens}_rank": one.ranks.get(lens) for lens in LENSES}
            | {f"{lens}_rank_all": one.ranks_all.get(lens) for lens in LENSES}
            for plan, one in found.items()
        ],
        infer_schema_length=None,
    )


def _known(found: dict[Plan, Found]) -> Iterable[list[str]]:
    yield ["world", "bots", "precision", "recall", "area", "genuine flagged", "top flagged"]
    for plan, one in found.items():
        if plan.style is None:
            shares = [_share(value) for value in (one.precision, one.recall, one.area)]
            flagged = [str(one.genuine_flagged), str(one.top_genuine_flagged)]
            yield [plan.key, str(one.bots), *shares, *flagged]


def _sizes(found: dict[Plan, Found]) -> Iterable[list[str]]:
    yield ["bots", *(style.name for style in STYLES)]
    by_style = {(plan.style.name, plan.bots): one for plan, one in found.items() if plan.style}
    for bots in SIZES:
        cells = [by_style.get((style.name, bots)) for style in STYLES]
        yield [str(bots), *(_found(one) for one in cells)]


def _found(one: Found | None) -> str:
    if one is None:
        return "-"
    by_mistake = f", {one.genuine_flagged} genuine" if one.genuine_flagged else ""
    return f"{one.bots_found} of {one.bots}{by_mistake}"


def _gains(found: dict[Plan, Found]) -> Iterable[list[str]]:
    yield ["style", "bots", *(f"{lens}{how}" for lens in LENSES for how in (", all", ""))]
    for plan, one in found.items():
        if plan.style is not None:
            ranks = [
                str(place.get(lens) or "-")
                for lens in LENSES
                for place in (one.ranks_all, one.ranks)
            ]
            yield [plan.style.name, str(plan.bots), *ranks]


def _taken_out(found: dict[Plan, Found]) -> Iterable[list[str]]:
    yield ["world", "with all", "without suspects", "taken out by hand", "off by"]
    for plan, one in found.items():
        for everybody, without, by_hand in one.taken_out:
            off = abs(without - by_hand) / by_hand if without and by_hand else None
            ranks = [str(rank or "-") for rank in (everybody, without, by_hand)]
            yield [plan.key, *ranks, "-" if off is None else f"{off:.1%}"]


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _lines(rows: Iterable[list[str]]) -> list[str]:
    lines = [f"| {' | '.join(row)} |\n" for row in rows]
    width = lines[0].count("|") - 1
    return [lines[0], "|---" * width + "|\n", *lines[1:]]
