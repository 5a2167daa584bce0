"""`make fuzz`: damaged files for so many CPU minutes of each target, and the seed of a find.

Belongs here: the budget, and what is told of a find.
Does not belong here: making and checking files (`targets`).
"""

import argparse
import faulthandler
import os
import shutil
import sys
import time
import traceback
from random import Random

from tests.fuzz.seeds import REPOSITORY, read_seeds
from tests.fuzz.targets import Files, Target, batch, check, targets

HOME = REPOSITORY / "data" / "fuzz"
# A target with so many finds has been looked at enough.
MOST_FINDS = 5


def main() -> int:
    options = _options().parse_args()
    faulthandler.enable()
    chosen = [
        target
        for target in targets(read_seeds(HOME))
        if not options.only or target.name in options.only.split(",")
    ]
    seed = options.seed or str(time.time_ns() % 1_000_000)
    print(f"seed {seed}, {len(chosen)} targets, {options.minutes:g} CPU minutes each", flush=True)
    finds = sum(_run(target, seed, options) for target in chosen)
    print(f"{finds} finds" if finds else "nothing was found", flush=True)
    return 1 if finds else 0


def _run(target: Target, seed: str, options: argparse.Namespace) -> int:
    began, number, finds = time.process_time(), options.batch or 0, 0
    while time.process_time() - began < options.minutes * 60 and finds < MOST_FINDS:
        random = Random(f"{seed}/{target.name}/{number}")
        files = batch(target, random)
        state = random.getstate()
        fault = _fault(files, Random(str(state)))
        if fault is not None:
            finds += 1
            _tell(target, seed, number, files, fault, str(state))
        if options.batch is not None:
            break
        number += 1
    seconds = time.process_time() - began
    print(f"{target.name}: {number + 1} batches, {finds} finds, {seconds:.0f} CPU s", flush=True)
    return finds


def _fault(files: Files, random: Random) -> str | None:
    # A crash of the process leaves them there. Several may be at work.
    at_work = HOME / f"at-work-{os.getpid()}"
    try:
        check(files, at_work, random)
    except Exception:  # noqa: BLE001 - whatever it is, it is a find
        return traceback.format_exc()
    finally:
        shutil.rmtree(at_work, ignore_errors=True)
    return None


def _tell(target: Target, seed: str, number: int, files: Files, fault: str, state: str) -> None:
    """Print how a find is made again, and keep the file that alone makes it, or all of them."""
    alone = next(
        (name for name, data in files.items() if _fault({name: data}, Random(state))), None
    )
    kept = HOME / "finds" / f"{target.name}-{seed}-{number}"
    shutil.rmtree(kept, ignore_errors=True)
    for name in [alone] if alone else files:
        path = kept / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[name])
    print(f"FOUND {target.name}: seed {seed}, batch {number}, {alone or 'all files together'}")
    print(f"  again: make fuzz SEED={seed} ONLY={target.name} BATCH={number}; kept in {kept}")
    print("  " + "\n  ".join(fault.strip().splitlines()[-6:]), flush=True)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=1, help="CPU minutes of each target")
    parser.add_argument("--seed", help="makes the same files again")
    parser.add_argument("--only", help="targets, comma-separated")
    parser.add_argument("--batch", type=int, help="just this batch of each target")
    return parser


if __name__ == "__main__":
    sys.exit(main())
