"""How many texts a second are judged, on texts of the sizes and languages that posts have.

Belongs here: the judgement alone, with and without a language that the platform tells.
Does not belong here: the models around it (`whole_way.py`).

Run `make bench-stance` or `python -m benchmarks.stance --texts 20000`.
"""

import argparse
import random
import resource
import time
from collections.abc import Iterator

import pyarrow as pa

from influence.lab.external.stance import METHOD
from influence.measures.stance import judge_texts

BATCH = 20_000
FILLER = (
    *("the", "morning", "was", "long", "and", "train", "came", "at", "noon", "so", "we", "walked"),
    *("to", "market", "for", "bread", "some", "coffee", "before", "others", "arrived", "harbour"),
)
SIGNS = ("love", "terrible", "good", "broken", "nice", "slow", "great", "refund", "😡", "😍", ":)")


def texts(count: int, lang: str | None) -> Iterator[pa.RecordBatch]:
    """Batches of texts of two sentences and 20 words, half of them with a sign, all distinct."""
    chance = random.Random(1)
    for first in range(0, count, BATCH):
        keys = range(first, min(first + BATCH, count))
        said = []
        for key in keys:
            words = chance.choices(FILLER, k=18)
            if key % 2:
                words[chance.randrange(18)] = chance.choice(SIGNS)
            said.append(f"{' '.join(words[:9])} #acme. {' '.join(words[9:])} {key}")
        yield pa.RecordBatch.from_pydict(
            {
                "text_key": list(keys),
                "text": said,
                "lang": [lang] * len(said),
                "topic_terms": ["acme"] * len(said),
                "post_terms": ["acme"] * len(said),
            }
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=int, default=20_000)
    options = parser.parse_args()
    for name, lang in (("English, told", "en"), ("German, told", "de"), ("language guessed", None)):
        batches = list(texts(options.texts, lang))
        judge_texts(texts(1, lang), METHOD)
        began = time.process_time()
        judged = judge_texts(batches, METHOD)
        a_second = options.texts / (time.process_time() - began)
        size = judged.estimated_size() / len(judged)
        print(f"  {name:<24}{a_second:>10,.0f} texts a core second, {size:.0f} bytes a result")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  peak memory {peak:,.0f} MB")


if __name__ == "__main__":
    main()
