"""Tens of thousands of phrases in a million texts: what a taxonomy costs, beside others.

Belongs here: generated phrases and texts, the peers, and one process for each of them.
Does not belong here: what is made of the matches (the dbt project).

All are asked which phrases stand in which texts, each pair once. Peers that could not end in time
read the first texts only, and are compared by CPU time a text:
- *pyahocorasick*, *ahocorasick_rs*: the automaton, text by text, in lower case; ends of words
  checked in Python for every candidate.
- *flashtext2*: whole words by its own rule; of phrases that overlap it tells one.
- *re*: one alternation of all phrases between ends of words; likewise one of those that overlap.
- *word positions*: SQL in which every word of a text is a row, joined with the first words of
  phrases; what this warehouse did before.
- *reading*: texts taken from the file, and nothing asked.

Run `make bench-phrases`, which installs the peers into a folder of their own, or
`python -m benchmarks.phrases --phrases 48000 --texts 1000000 --rounds 1`.
"""

import argparse
import importlib.util
import json
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from ahocorasick_rs import AhoCorasick

from influence.measures.phrases import phrases_in_texts

ROWS = 10_000
SYLLABLES = ["ba", "co", "di", "fu", "ga", "ho", "ka", "lu", "mo", "ne", "po", "ra", "vé", "zü"]
# Texts also hold what real ones do: other scripts, signs, addresses.
EXTRAS = ["😀", "👍🏽", "東京へ行く", "it’s", "https://example.org/a-b?c", "#tag", "—", "İstanbul"]
# One of so many texts for peers that take long.
FEWER = {"word positions": 10, "re": 1_000}
MODULES = {"pyahocorasick": "ahocorasick", "flashtext2": "flashtext2"}
PHRASE_FILE, TEXT_FILE = "phrases.json", "texts.parquet"


def write_inputs(folder: Path, phrases: int, texts: int, seed: int) -> None:
    """Phrases of one to four words and texts of twelve to twenty, words by Zipf's law."""
    rng = random.Random(seed)
    words = list({"".join(rng.choices(SYLLABLES, k=rng.randint(1, 5))) for _ in range(60_000)})
    words.sort()
    rng.shuffle(words)
    frequencies = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    found: set[str] = set()
    while len(found) < phrases:
        found.add(" ".join(rng.choices(words, k=rng.choice((1, 1, 2, 2, 3, 4)))))
    known = sorted(found)
    (folder / PHRASE_FILE).write_text(json.dumps(known), encoding="utf-8")
    schema = pa.schema([("text_digest", pa.string()), ("text", pa.string())])
    with pq.ParquetWriter(folder / TEXT_FILE, schema) as out:
        for first in range(0, texts, ROWS):
            rows = []
            for _ in range(min(ROWS, texts - first)):
                said = rng.choices(words, cum_weights=frequencies, k=rng.randint(12, 20))
                if rng.random() < 0.5:
                    said.insert(rng.randrange(len(said)), rng.choice(known))
                if rng.random() < 0.3:
                    said.append(rng.choice(EXTRAS))
                rows.append(" ".join(said).capitalize())
            digests = [str(first + number) for number in range(len(rows))]
            out.write_batch(pa.record_batch([digests, rows], schema=schema))


def batches(folder: Path, limit: int) -> Iterator[pa.RecordBatch]:
    """The first texts, batch by batch."""
    for batch in pq.ParquetFile(folder / TEXT_FILE).iter_batches(ROWS):
        yield batch.slice(0, limit)
        limit -= min(limit, len(batch))
        if not limit:
            return


def texts_of(folder: Path, limit: int) -> Iterator[str]:
    for batch in batches(folder, limit):
        yield from batch.column("text").to_pylist()


def run_ours(folder: Path, phrases: list[str], limit: int) -> int:
    reader = phrases_in_texts(phrases, lambda: batches(folder, limit))
    return sum(len(batch) for batch in reader)


def run_reading(folder: Path, phrases: list[str], limit: int) -> int:
    return sum(len(text) < 0 for text in texts_of(folder, limit))


def is_whole(text: str, begin: int, end: int) -> bool:
    return not (
        (begin > 0 and text[begin - 1].isalnum() and text[begin].isalnum())
        or (end < len(text) and text[end].isalnum() and text[end - 1].isalnum())
    )


def run_ahocorasick_rs(folder: Path, phrases: list[str], limit: int) -> int:
    automaton = AhoCorasick(phrases, store_patterns=False)
    pairs = 0
    for written in texts_of(folder, limit):
        text = written.lower()
        found = automaton.find_matches_as_indexes(text, overlapping=True)
        pairs += len({at for at, begin, end in found if is_whole(text, begin, end)})
    return pairs


def run_pyahocorasick(folder: Path, phrases: list[str], limit: int) -> int:
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for number, phrase in enumerate(phrases):
        automaton.add_word(phrase, (number, len(phrase)))
    automaton.make_automaton()
    pairs = 0
    for written in texts_of(folder, limit):
        text = written.lower()
        pairs += len(
            {
                number
                for last, (number, length) in automaton.iter(text)
                if is_whole(text, last + 1 - length, last + 1)
            }
        )
    return pairs


def run_flashtext2(folder: Path, phrases: list[str], limit: int) -> int:
    from flashtext2 import KeywordProcessor

    processor = KeywordProcessor(case_sensitive=False)
    processor.add_keywords_from_iter(phrases)
    return sum(len(set(processor.extract_keywords(text))) for text in texts_of(folder, limit))


def run_re(folder: Path, phrases: list[str], limit: int) -> int:
    longest_first = sorted(phrases, key=len, reverse=True)
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b")
    return sum(len(set(pattern.findall(text.lower()))) for text in texts_of(folder, limit))


def run_word_positions(folder: Path, phrases: list[str], limit: int) -> int:
    with duckdb.connect() as connection:
        connection.execute("SET threads = 2")
        connection.register("wanted", pa.table({"phrase": phrases}))
        words = "regexp_extract_all(lower({}), '[\\p{{L}}\\p{{M}}\\p{{N}}_]+')"
        row = connection.execute(
            f"""
            WITH terms AS (SELECT phrase, {words.format("phrase")} AS words FROM wanted),
            texts AS (
                SELECT text_digest, {words.format("text")} AS words
                FROM read_parquet('{folder / TEXT_FILE}') LIMIT {limit}
            ),
            positions AS (
                SELECT text_digest, words, unnest(range(1, len(words) + 1)) AS place FROM texts
            )
            SELECT count(DISTINCT (text_digest, phrase))
            FROM positions INNER JOIN terms ON positions.words[place] = terms.words[1]
            WHERE list_slice(positions.words, place, place + len(terms.words) - 1) = terms.words
            """
        ).fetchone()
    assert row is not None
    return int(row[0])


PEERS: dict[str, Callable[[Path, list[str], int], int]] = {
    "this warehouse": run_ours,
    "ahocorasick_rs": run_ahocorasick_rs,
    "pyahocorasick": run_pyahocorasick,
    "flashtext2": run_flashtext2,
    "word positions": run_word_positions,
    "re": run_re,
    "reading": run_reading,
}


def run_aside(folder: Path, peer: str, limit: int) -> dict[str, float]:
    """One peer in a process of its own: seconds, CPU seconds, GiB at the peak, and pairs."""
    command = [sys.executable, "-m", "benchmarks.phrases", "--in", str(folder), "--peer", peer]
    done = subprocess.run([*command, "--texts", str(limit)], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{peer} failed:\n{done.stderr[-2000:]}")
    return dict(json.loads(done.stdout))


def measured(folder: Path, peer: str, limit: int) -> dict[str, float]:
    phrases = json.loads((folder / PHRASE_FILE).read_text(encoding="utf-8"))
    began, began_cpu = time.monotonic(), time.process_time()
    pairs = PEERS[peer](folder, phrases, limit)
    return {
        "wall": time.monotonic() - began,
        "cpu": time.process_time() - began_cpu,
        "gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
        "pairs": pairs,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--phrases", type=int, default=48_000)
    parser.add_argument("--texts", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--in", dest="folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--peer", choices=PEERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peer:
        print(json.dumps(measured(options.folder, options.peer, options.texts)))
        return
    present = [
        name for name in PEERS if name not in MODULES or importlib.util.find_spec(MODULES[name])
    ]
    for name in PEERS.keys() - present:
        print(f"{name} is not installed and is left out; `make bench-phrases` installs it")
    with tempfile.TemporaryDirectory(prefix="phrases_") as work:
        folder = Path(work)
        write_inputs(folder, options.phrases, options.texts, options.seed)
        rounds: dict[str, list[dict[str, float]]] = {name: [] for name in present}
        limits = {name: max(options.texts // FEWER.get(name, 1), 1) for name in present}
        for _ in range(options.rounds):
            for name in present:
                rounds[name].append(run_aside(folder, name, limits[name]))
    print(f"{options.phrases:,} phrases; medians of {options.rounds} rounds")
    print(
        "| | texts | wall s | CPU s | texts a CPU second | CPU / ours | peak GiB | pairs a text |"
    )
    print("|---|---|---|---|---|---|---|---|")
    ours = statistics.median(one["cpu"] for one in rounds["this warehouse"]) / options.texts
    for name in present:
        wall, cpu, gib, pairs = (
            statistics.median(one[key] for one in rounds[name])
            for key in ("wall", "cpu", "gib", "pairs")
        )
        texts = limits[name]
        print(
            f"| {name} | {texts:,} | {wall:.1f} | {cpu:.1f} | {texts / cpu:,.0f} "
            f"| {cpu / texts / ours:.1f} | {gib:.2f} | {pairs / texts:.2f} |"
        )


if __name__ == "__main__":
    main()
