"""`python -m influence.lab.external`: what others published beside what we find.

Belongs here: the command line, progress, and what is said at the end.
Does not belong here: the checks (`registry`).
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from influence.errors import InfluenceError
from influence.lab.external.checks import Check, Row
from influence.lab.external.registry import CHECKS
from influence.lab.external.table import heading, line_of
from influence.lab.external.workbench import Workbench, datasets_folder


def main(arguments: list[str] | None = None, checks: Sequence[Check] = CHECKS) -> int:
    """Run the checks; return 1 where one does not hold or could not be run."""
    parser = _options(checks)
    options = parser.parse_args(arguments)
    chosen = [check for check in checks if not options.only or options.only in check.name]
    if not chosen:
        parser.error(f"no check is named {options.only}. {parser.epilog}")
    missed: list[str] = []
    skipped: list[str] = []
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="external_", dir=options.work) as work:
        bench = Workbench(datasets_folder(), Path(work))
        for at, check in enumerate(chosen, start=1):
            elapsed = time.monotonic() - began
            print(f"\n{elapsed:5.0f} s  {at} of {len(chosen)}  {check.name}", flush=True)
            absent = bench.missing(check.needs)
            if absent:
                print(f"  skipped: {', '.join(absent)} is not in {bench.datasets}")
                skipped.append(check.name)
            elif not _run(check, bench):
                missed.append(check.name)
    print(f"\n{len(chosen) - len(missed) - len(skipped)} of {len(chosen)} checks hold.")
    if skipped:
        print(f"Skipped, as their data is not here: {'; '.join(skipped)}")
    if missed:
        print(f"MISSING what is expected: {'; '.join(missed)}")
    return 1 if missed else 0


def _run(check: Check, bench: Workbench) -> bool:
    """Print the rows of one check; whether all hold."""
    print(f"  source: {check.source}")
    try:
        rows: list[Row] = list(check.rows(bench))
    except InfluenceError as fault:
        print(f"  MISSING: {fault}")
        return False
    print(heading())
    for row in rows:
        print(line_of(row))
    return all(row.holds is not False for row in rows)


def _options(checks: Sequence[Check]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m influence.lab.external",
        description="Hold our numbers against what others published.",
        epilog="Checks: " + "; ".join(check.name for check in checks),
    )
    parser.add_argument("--only", help="checks whose name holds this text")
    parser.add_argument("--work", type=Path, help="folder to work in; default: a temporary one")
    return parser


if __name__ == "__main__":
    sys.exit(main())
