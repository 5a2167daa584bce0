"""`python -m influence.lab.simulation --scenario everything --out DUMP --truth TRUTH`.

Belongs here: the command line.
Does not belong here: the world (`simulate`).
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from influence.errors import DumpError, SettingError
from influence.lab.simulation.exports.export import export
from influence.lab.simulation.scenario import SCENARIOS, Size
from influence.lab.simulation.simulate import simulate
from influence.lab.simulation.world import World


def main() -> int:
    """Write a dump and, far from it, its truth."""
    parser = argparse.ArgumentParser(description="Simulate a world whose truth is known.")
    parser.add_argument("--scenario", choices=sorted(SCENARIOS), default="everything")
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--follows", type=float, help="accounts that one follows on average")
    parser.add_argument("--out", type=Path, required=True, help="folder of the dump")
    parser.add_argument("--truth", type=Path, required=True, help="folder of the truth")
    parser.add_argument(
        "--export", type=Path, help="folder of the same dump as X, Bluesky and GA4 would write it"
    )
    parser.add_argument("--no-views", action="store_true", help="no platform tells single views")
    options = parser.parse_args()
    try:
        for dump in (options.out, options.export):
            if dump:
                refuse_truth_in_dump(dump, options.truth)
    except DumpError as fault:
        print(fault, file=sys.stderr)
        return 2
    scenario = SCENARIOS[options.scenario]
    if options.follows is not None:
        scenario = replace(scenario, follows=options.follows)
    size = Size(options.people, options.days, options.seed, tells_views=not options.no_views)
    try:
        lived = simulate(World(scenario, size), options.out, print)
    except SettingError as fault:
        print(fault, file=sys.stderr)
        return 2
    lived.truth.write(options.truth)
    if options.export:
        export(options.out, options.export)
        print(f"{options.export} tells the same in the formats of X, Bluesky and GA4")
    return 0


def refuse_truth_in_dump(out: Path, truth: Path) -> None:
    """Raise DumpError where whoever reads one folder would find the other."""
    dump, told = out.resolve(), truth.resolve()
    if dump == told or dump in told.parents or told in dump.parents:
        raise DumpError(f"{truth} and {out} lie in each other; keep the truth away from the dump")


if __name__ == "__main__":
    sys.exit(main())
