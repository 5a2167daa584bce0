"""The page of the evaluation: tables of agreement, of intervals and of boosters, and the knobs.

Belongs here: what is said of the figures, and how they are rounded.
Does not belong here: the figures (`worlds`), and the picture (`picture`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields

import polars as pl

from influence.lab.evaluation.agreement import TOP
from influence.lab.evaluation.scores import CONVERSION, LENSES, OURS, REACH, RESPONSE, whose
from influence.lab.evaluation.truths import MIN_VIEWS
from influence.lab.evaluation.worlds import BY_TOPIC, INTERVALS, WINDOW_DAYS, Compared
from influence.lab.simulation.scenario import Scenario, Size

_TRUTHS = {
    REACH: "the distinct people who really saw a post, of all who were seen",
    RESPONSE: "the responses per view to be expected of posts of average luck, of those with at "
    f"least {MIN_VIEWS} views, as nobody can tell the rate of the others",
    CONVERSION: "the purchases that would not have happened without the person, of all partners",
}
_HEAD = """# Scores against the truth

Made by `make evaluate`; not written by hand. Simulated worlds go through the whole pipeline; the
truth of a world is compared with what was published only afterwards. `NDCG@{top}` says how much of
what could be gained with the best {top} people a score's top {top} gains (1: all of it), *overlap*
how many of its top {top} belong there, *Spearman* how the whole order agrees. Figures are means
over {seeds} seeds, with the lowest and the highest. {people:,} people, {days} days, windows of
{window} days, all topics together."""


def page_of(compared: Compared, scenarios: Sequence[Scenario], size: Size, seeds: int) -> str:
    """The page as Markdown."""
    parts = [
        _HEAD.format(top=TOP, seeds=seeds, people=size.people, days=size.days, window=WINDOW_DAYS),
        "![NDCG of every score in the scenario with every mechanism](evaluation.png)",
    ]
    parts += ["## Who leads", _leads(compared.agreements, scenarios)]
    for lens in LENSES:
        parts.append(f"## {lens.capitalize()}\n\nThe truth: {_TRUTHS[lens]}.")
        parts.append(_agreements(compared.agreements.filter(pl.col("lens") == lens), scenarios))
    parts += ["## Intervals", _intervals(compared.intervals, scenarios)]
    parts += ["## What bots buy", _boosters(compared.boosters)]
    parts += ["## What people are about", _topics(compared.topics, scenarios)]
    parts += ["## The scenarios", _knobs(scenarios)]
    return "\n\n".join(parts) + "\n"


def _leads(rows: pl.DataFrame, scenarios: Sequence[Scenario]) -> str:
    """Each lens in its own field, against the best of the old scores and attribution models."""
    said = (
        f"NDCG@{TOP} of each lens where its own truth is asked for, less that of the best old "
        "score or attribution model of the same world: below 0 the lens loses. The lowest over "
        "seeds, and which score was its best rival then."
    )
    rivals = (
        rows.filter((whose() != OURS) & pl.col("ndcg").is_not_null())
        .sort("ndcg", "score_name", descending=[True, False])
        .group_by("scenario", "seed", "lens", maintain_order=True)
        .first()
    )
    leads = (
        rows.filter(pl.col("score_name") == pl.col("lens") + " lens")
        .join(rivals, on=["scenario", "seed", "lens"], suffix="_of_rival")
        .with_columns((pl.col("ndcg") - pl.col("ndcg_of_rival")).alias("lead"))
        .sort("lead", "seed")
        .group_by("scenario", "lens", maintain_order=True)
        .first()
    )
    told = {
        (
            row["scenario"],
            row["lens"],
        ): f"{row['lead']:+.2f} ({_spelled(row['score_name_of_rival'])})"
        for row in leads.iter_rows(named=True)
    }
    lines = [
        [lens, *(told.get((scenario.name, lens), "–") for scenario in scenarios)] for lens in LENSES
    ]
    return f"{said}\n\n{_table(['lens', *(_spelled(s.name) for s in scenarios)], lines)}"


def _agreements(rows: pl.DataFrame, scenarios: Sequence[Scenario]) -> str:
    """One line per score: NDCG in every scenario, then overlap and Spearman in the last one."""
    last = scenarios[-1].name
    order = (
        rows.filter(pl.col("scenario") == last)
        .group_by("score_name")
        .agg(pl.col("ndcg").mean())
        .sort("ndcg", "score_name", descending=[True, False], nulls_last=True)["score_name"]
    )
    head = [
        "score",
        *(f"NDCG@{TOP}, {_spelled(scenario.name)}" for scenario in scenarios),
        f"overlap, {_spelled(last)}",
        f"Spearman, {_spelled(last)}",
    ]
    lines = []
    for name in order:
        of_score = rows.filter(pl.col("score_name") == name)
        in_last = of_score.filter(pl.col("scenario") == last)
        lines.append(
            [
                _spelled(name),
                *(
                    _spread(of_score.filter(pl.col("scenario") == scenario.name)["ndcg"])
                    for scenario in scenarios
                ),
                _spread(in_last["overlap"]),
                _spread(in_last["spearman"]),
            ]
        )
    return _table(head, lines)


def _intervals(rows: pl.DataFrame, scenarios: Sequence[Scenario]) -> str:
    lines = [
        [
            interval,
            *(
                _spread(
                    rows.filter(
                        (pl.col("interval") == interval) & (pl.col("scenario") == scenario.name)
                    )["covered"]
                )
                for scenario in scenarios
            ),
        ]
        for interval in dict.fromkeys(
            [*(name for name, _, _ in INTERVALS), BY_TOPIC, *sorted(set(rows["interval"]))]
        )
    ]
    said = (
        "Share of the published 90 % intervals that hold the truth. Those of reach are bounds, "
        "from who demonstrably saw to who could. Those of response are of the person, whose "
        "next posts have luck of their own; held against these very posts alone, they are wide. "
        "Harvesters cause nothing: an interval that holds their truth holds 0. Few people have "
        "experiments, so those shares jump by what one does."
    )
    return f"{said}\n\n{_table(['interval', *(_spelled(s.name) for s in scenarios)], lines)}"


def _topics(rows: pl.DataFrame, scenarios: Sequence[Scenario]) -> str:
    """One line per scenario: whom others vouched for, and how strength finds what for."""
    said = (
        "Followers vouch for the dearest topic of those they follow; no score reads it. *First*: "
        "the share of people vouched for whose first topic it is. *AUC*: the chance that it is "
        "stronger than another topic of the same person (0.5: by luck)."
    )
    lines = []
    for scenario in scenarios:
        of_scenario = rows.filter(pl.col("scenario") == scenario.name)
        measures = (_spread(of_scenario[name]) for name in ("first", "auc"))
        lines.append([_spelled(scenario.name), f"{of_scenario['people'].sum():,}", *measures])
    return f"{said}\n\n{_table(['scenario', 'people', 'first', 'AUC'], lines)}"


def _boosters(rows: pl.DataFrame) -> str:
    """The median rank of people who bought bots, with the bots at work and with them idle."""
    said = (
        "Median rank of those who bought bots, among all who have the score, once with the bots at "
        "work and once, in the same worlds, with the bots idle."
    )
    ranks = (
        rows.group_by("score_name", "scenario")
        .agg(pl.col("rank").median())
        .pivot(on="scenario", index="score_name", values="rank")
        .with_columns((pl.col("bots idle") / pl.col("bots")).alias("gain"))
        .sort("gain", "score_name", descending=[True, False], nulls_last=True)
    )
    lines = [
        [_spelled(row["score_name"]), *(_number(row[name], 0) for name in ("bots", "bots idle")),
         _number(row["gain"], 1)]
        for row in ranks.iter_rows(named=True)
    ]  # fmt: skip
    return f"{said}\n\n{_table(['score', 'bots at work', 'bots idle', 'idle / at work'], lines)}"


def _knobs(scenarios: Sequence[Scenario]) -> str:
    """Every knob that differs between scenarios, then those that do not."""
    names = [field.name for field in fields(Scenario) if field.name != "name"]
    values = {name: [getattr(scenario, name) for scenario in scenarios] for name in names}
    different = [name for name in names if len(set(values[name])) > 1]
    alike = [f"{_spelled(name)} {values[name][0]:g}" for name in names if name not in different]
    lines = [[_spelled(name), *(f"{value:g}" for value in values[name])] for name in different]
    table = _table(["knob", *(_spelled(scenario.name) for scenario in scenarios)], lines)
    return f"{table}\n\nAlike in all: {', '.join(alike)}."


def _spread(values: pl.Series) -> str:
    known = values.drop_nulls()
    if known.is_empty():
        return "–"
    low, high = _number(known.min(), 2), _number(known.max(), 2)
    return f"{_number(known.mean(), 2)} ({low}–{high})"


def _number(value: object, digits: int) -> str:
    return "–" if not isinstance(value, int | float) else f"{value:,.{digits}f}"


def _spelled(name: str) -> str:
    return name.replace("_", " ")


def _table(head: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    rows = [list(head), *map(list, lines)]
    rule = ["---"] * len(rows[0])
    return "\n".join(f"| {' | '.join(row)} |" for row in (rows[0], rule, *rows[1:]))
