"""From a dump to suspects: bots are found, quick fans and friends are not."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from tests.integration.dbt_bench import Bench

POSTS = 60
BEGAN = datetime(2026, 1, 1, 12, tzinfo=UTC)
FANS = [f"fan{number}" for number in range(40)]
RING = [f"ring{number}" for number in range(6)]
SLOW = [f"slow{number}" for number in range(12)]
FRIENDS = [f"friend{number}" for number in range(6)]
# The rest of the world: people who write, and people who answer anybody now and then.
WRITERS = [f"writer{number}" for number in range(40)]
CROWD = [f"reader{number}" for number in range(20)]


def test_bots_are_suspects_and_quick_fans_and_friends_are_not(tmp_path: Path) -> None:
    """Each group answers in its own way, among readers who answer anybody now and then.

    40 fans with alerts on answer the star after a minute on average. 6 bots answer their buyer
    within 20 seconds, and the star for camouflage. 12 bots answer another buyer over eight hours.
    6 friends answer each other within half an hour.
    """
    chance = np.random.default_rng(1)
    authors = ["star", "buyer", "slow_buyer", *FRIENDS, *WRITERS]
    posts = [
        (f"{author}-{day}", author, BEGAN + timedelta(days=day, minutes=7 * place))
        for place, author in enumerate(authors)
        for day in range(POSTS)
    ]
    acts: list[tuple[str, str, datetime]] = []

    def answers(accounts: list[str], author: str, share: float, seconds: np.ndarray) -> None:
        for post, written_by, at in posts:
            if written_by == author:
                for account, wait in zip(accounts, chance.permutation(seconds), strict=False):
                    if account != author and chance.random() < share:
                        acts.append((account, post, at + timedelta(seconds=float(wait))))

    answers(FANS, "star", 0.8, chance.exponential(60, 10_000))
    answers(RING, "buyer", 0.7, chance.uniform(2, 20, 10_000))
    answers(RING, "star", 0.3, chance.uniform(60, 80_000, 10_000))
    answers(SLOW, "slow_buyer", 0.6, chance.uniform(2, 28_800, 10_000))
    for friend in FRIENDS:
        answers(FRIENDS, friend, 0.9, chance.uniform(60, 1_500, 10_000))
    for author in authors:
        answers(CROWD, author, 0.05, chance.exponential(3_600, 10_000))
    # Readers answer fans, who are somebody to them.
    fan_posts = [(f"{fan}-0", fan, BEGAN) for fan in FANS]
    acts += [(CROWD[place % len(CROWD)], post, BEGAN + timedelta(hours=1))
             for place, (post, _, _) in enumerate(fan_posts)]  # fmt: skip

    bench = Bench(tmp_path)
    bench.drop(
        "posts.csv",
        "platform,post_id,account_id,created_at",
        *(f"p,{post},{author},{at.isoformat()}" for post, author, at in posts + fan_posts),
    )
    bench.drop(
        "interactions.csv",
        "platform,interaction_id,account_id,kind,post_id,occurred_at",
        *(f"p,{number},{account},like,{post},{at.isoformat()}"
          for number, (account, post, at) in enumerate(acts)),
    )  # fmt: skip
    bench.land()
    bench.dbt("warehouse", "--select", "+fct_integrity_flags")
    flags: dict[str, set[str]] = {}
    for account, flag in bench.query(
        "warehouse",
        "select nodes.id, flags.flag from marts.fct_integrity_flags as flags "
        "inner join intermediate.int_nodes_joined_to_people as nodes using (person_key)",
    ):
        flags.setdefault(str(flag), set()).add(str(account))
    assert flags["ring"] == set(RING)
    assert flags["claque"] == set(SLOW)
    assert flags["pod"] == set(FRIENDS)
    assert flags["boosted"] == {"slow_buyer"}
    assert set(flags) == {"ring", "claque", "pod", "boosted"}
