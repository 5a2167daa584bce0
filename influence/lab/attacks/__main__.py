"""`make evaluate-attacks`: worlds with bots through the models, and a page of what was found.

Belongs here: the command line, and taking up a run where it was left.
Does not belong here: one world (`worlds`), which there are (`plans`), and the page (`page`).
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

from influence.errors import InfluenceError
from influence.lab.attacks.page import page_of, rows_of
from influence.lab.attacks.plans import Plan, plans
from influence.lab.attacks.worlds import Found, found_in
from influence.lab.simulation.scenario import Size


def main() -> int:
    """Run the worlds that were not run yet and write the page; return 1 where one fails."""
    parser = argparse.ArgumentParser(description="Measure what bots can gain, and who finds them.")
    parser.add_argument("--people", type=int, default=2_000)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--seeds", type=int, default=2, help="of worlds that are no attack")
    parser.add_argument("--work", type=Path, default=Path("data/attacks"))
    parser.add_argument("--page", type=Path, default=Path("docs/attacks.md"))
    parser.add_argument("--no-ranks", action="store_true", help="only who is found")
    options = parser.parse_args()
    size = Size(options.people, options.days)
    try:
        found = dict(_run(plans(options.seeds), size, options.work, not options.no_ranks))
    except InfluenceError as fault:
        print(fault, file=sys.stderr)
        return 1
    options.page.write_text(page_of(found, size), encoding="utf-8")
    table = options.page.with_suffix(".csv")
    rows_of(found).write_csv(table)
    print(f"{options.page} and {table} are written")
    return 0


def _run(
    planned: list[Plan], size: Size, work: Path, with_ranks: bool
) -> Iterator[tuple[Plan, Found]]:
    """Each world once: what a run before this one found is taken from its notes in `work`."""
    work.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    for number, plan in enumerate(planned, start=1):
        ranks = "ranks" if with_ranks else "no ranks"
        notes = work / f"{plan.key}, {size.people} people, {size.days} days, {ranks}.json"
        if notes.exists():
            yield plan, Found(**json.loads(notes.read_text(encoding="utf-8")))
            continue
        found = found_in(
            plan.scenario,
            replace(size, seed=plan.seed),
            work,
            with_ranks=with_ranks,
            by_hand=plan.style is None,
        )
        notes.write_text(json.dumps(asdict(found)), encoding="utf-8")
        elapsed = time.monotonic() - began
        print(f"{elapsed:6.0f} s  {number} of {len(planned)}  {plan.key}", flush=True)
        yield plan, found


if __name__ == "__main__":
    sys.exit(main())
