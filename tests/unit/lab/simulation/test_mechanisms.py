"""What the mechanisms of a world promise, each held against the world itself."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import polars as pl

from influence.lab.simulation import attention
from influence.lab.simulation.graph import Experiments, Graph, graph_of
from influence.lab.simulation.people import BOT, GENUINE, HARVESTER, People, people_of
from influence.lab.simulation.posting import PostLog, written_on
from influence.lab.simulation.purchases import NOBODY, caused_by_each
from influence.lab.simulation.scenario import SCENARIOS, Size
from influence.lab.simulation.world import DAY, World
from tests.unit.lab.simulation import worlds


def _views_of_a_day(
    world: World,
) -> tuple[attention.Views, attention.Feed, tuple[People, Graph, Experiments]]:
    people = people_of(world)
    graph, experiments = graph_of(world, people)
    posts = PostLog()
    new = posts.add(written_on(world, people, 0))
    feed = attention.feed_of(people, posts, new, new[:0], world.start)
    (views,) = attention.seen(world, people, graph, experiments, posts, feed, 0)
    return views, feed, (people, graph, experiments)


def test_nobody_sees_more_posts_a_day_than_they_can_read() -> None:
    world = World(SCENARIOS["everything"], Size(people=3_000, days=1))
    views, _, _ = _views_of_a_day(world)
    seen = np.bincount(views.reader)
    assert seen.max() == world.scenario.capacity
    assert len(np.unique(views.reader.astype(np.int64) << 32 | views.post)) == len(views.post)


def test_every_post_of_a_long_feed_has_the_same_chance() -> None:
    """The first and the last post of a feed are seen alike: no order of the feed is preferred."""
    world = World(
        replace(SCENARIOS["no_confounding"], capacity=5, presence=1.0, experiments=0),
        Size(people=3_000, days=1),
    )
    views, feed, (people, graph, _) = _views_of_a_day(world)
    seen = np.bincount(views.reader, minlength=people.count)
    full = seen == 5
    followed_posts = feed.count[graph.followed[: graph.read_edges]]
    reader = graph.reader[: graph.read_edges]
    noon = world.start + DAY // 2
    active = (graph.since[: graph.read_edges] <= noon) & (graph.until[: graph.read_edges] >= noon)
    length = np.bincount(reader, followed_posts * active, minlength=people.count)
    # Of those with longer feeds, each author's posts are seen in proportion to their number.
    edges = np.flatnonzero(full[reader] & (length[reader] > 20) & active & (followed_posts > 0))
    expected = followed_posts[edges] * 5 / length[reader[edges]]
    found = np.bincount(views.edge, minlength=graph.read_edges)[edges]
    order = edges - graph.first[reader[edges]]
    for part in np.array_split(np.argsort(order, kind="stable"), 4):
        spread = np.sqrt(expected[part].sum())
        assert abs(found[part].sum() - expected[part].sum()) < 4 * spread


def test_who_is_held_out_sees_nothing_of_the_partner() -> None:
    world = World(SCENARIOS["everything"], Size(people=3_000, days=1))
    views, _, (people, _, experiments) = _views_of_a_day(world)
    number = experiments.of[views.author]
    assert (number >= 0).sum() > 50
    assert not experiments.is_held_out[number, views.reader][number >= 0].any()
    units = experiments.is_unit.sum(axis=1)[:-1]
    held_out = experiments.is_held_out.sum(axis=1)[:-1]
    assert (np.abs(held_out - units / 2) < 5 * np.sqrt(units) / 2 + 1).all()
    assert not experiments.is_unit[:, people.kind == BOT].any()


def test_caused_purchases_are_those_that_differ_without_the_person() -> None:
    """Against a plain reading of every buyer's intents, once with and once without the person."""
    made = worlds.everything()
    intents, world = made.lived.intents, made.world
    lasts = int(world.scenario.satiation_days * DAY)

    def bought(without: int) -> set[int]:
        last: dict[tuple[int, int], int] = {}
        found = set()
        for row in np.argsort(intents.at, kind="stable"):
            key = (int(intents.buyer[row]), int(intents.topic[row]))
            if intents.cause[row] == without and without != NOBODY:
                continue
            if key in last and intents.at[row] - last[key] < lasts:
                continue
            last[key] = int(intents.at[row])
            found.add(int(row))
        return found

    everyone = bought(NOBODY)
    assert everyone == set(np.flatnonzero(intents.happens))
    caused = caused_by_each(world, intents)
    causes, counts = np.unique(intents.cause[intents.cause != NOBODY], return_counts=True)
    for person in causes[np.argsort(-counts)][:5]:
        without = bought(int(person))
        gained = len(everyone - without) - len(without - everyone)
        assert caused.sign[caused.person == person].sum() == gained
        value = (
            intents.value[list(everyone - without)].sum()
            - intents.value[list(without - everyone)].sum()
        )
        own = caused.person == person
        assert np.isclose((caused.sign * caused.value)[own].sum(), value)


def test_some_persuaded_buyers_would_have_bought_anyway() -> None:
    made = worlds.everything()
    persuaded = (made.lived.intents.cause != NOBODY) & made.lived.intents.happens
    caused = caused_by_each(made.world, made.lived.intents).sign.sum()
    assert 0 < caused < persuaded.sum()


def test_harvesters_cause_nothing_and_have_last_clicks_all_the_same() -> None:
    made = worlds.everything()
    harvesters = np.flatnonzero(made.lived.people.kind == HARVESTER)
    topics = made.lived.truth.topics.filter(pl.col.person.is_in(harvesters))
    assert topics["caused_conversions"].abs().sum() == 0
    orders = pl.read_parquet(made.dump / "conversions" / "*.parquet").filter(
        pl.col.kind == "purchase"
    )
    codes = {f"CODE{number}" for number in made.lived.people.account_number[harvesters]}
    share = orders["promo_code"].is_in(codes).fill_null(False).mean()
    # A quarter of the buyers look for a coupon, but for those who buy with the click.
    error = 4 * np.sqrt(0.25 * 0.75 / orders.height)
    assert 0.2 - error < share < 0.25 + error


def test_interest_alone_makes_readers_of_a_topic_buy_more() -> None:
    """Who follows a person buys more of the person's topic where interest moves buyers."""
    for name, is_confounded in (("no_confounding", False), ("homophily", True)):
        made = worlds.made(replace(SCENARIOS[name], persuasion_rate=0.0, own_purchases=20.0))
        people, intents = made.lived.people, made.lived.intents
        own = (intents.buyer < people.count) & intents.happens
        main = people.topic[intents.buyer[own], 0] == intents.topic[own]
        share = main.mean()
        alike = 1 / made.world.scenario.topics
        assert (share > 3 * alike) == is_confounded
        assert is_confounded or abs(share - alike) < 0.02


def _likes_of_bots(made: worlds.Made, people: People) -> pl.DataFrame:
    accounts = pl.DataFrame(
        {
            "account_id": [f"a{number}" for number in people.account_number],
            "person": people.account_person,
            "kind": people.kind[people.account_person],
            "booster": people.booster[people.account_person],
        }
    )
    posts = pl.read_parquet(made.dump / "posts" / "*.parquet")
    likes = pl.read_parquet(made.dump / "interactions" / "*.parquet").filter(pl.col.kind == "like")
    likes = likes.join(accounts, on="account_id").filter(pl.col.kind_right == BOT)
    return likes.join(
        posts.select("post_id", "created_at", author="account_id"), on="post_id"
    ).join(accounts.select(author="account_id", author_person="person"), on="author")


def test_a_ring_answers_its_buyer_within_seconds() -> None:
    made = worlds.everything()
    likes = _likes_of_bots(made, made.lived.people)
    bought = likes.filter(pl.col.booster == pl.col.author_person)
    delay = bought["occurred_at"] - bought["created_at"]
    assert len(bought) > 100
    assert delay.max() <= timedelta(seconds=20)
    # Most of what a bot does goes to others, so that it looks alive.
    assert 0.2 < len(bought) / len(likes) < 0.95


def test_the_next_post_of_the_same_person_moves_a_reader_less() -> None:
    """Without weariness the same world has more responses, all else being equal."""
    size = replace(worlds.SIZE, people=800)
    calm, weary = (
        worlds.made(replace(SCENARIOS["no_confounding"], fatigue=fatigue), size)
        for fatigue in (0.0, 0.3)
    )
    rows = [
        pl.read_parquet(made.dump / "interactions" / "*.parquet").height for made in (calm, weary)
    ]
    assert rows[1] < 0.8 * rows[0]


def test_viewers_are_people_who_saw_a_post_in_the_window() -> None:
    """Who answered or is told to have viewed must be among the viewers that the truth counts."""
    made = worlds.everything()
    people, truth = made.lived.people, made.lived.truth
    views = pl.read_parquet(made.dump / "impressions" / "*.parquet")
    posts = pl.read_parquet(made.dump / "posts" / "*.parquet")
    owners = pl.DataFrame(
        {
            "account_id": [f"a{number}" for number in people.account_number],
            "person": people.account_person,
        }
    )
    seen = (
        views.join(posts.select("post_id", "account_id"), on="post_id")
        .join(owners, on="account_id")
        .join(
            owners.rename({"person": "reader"}), left_on="viewer_account_id", right_on="account_id"
        )
        .group_by("person")
        .agg(pl.col.reader.n_unique().alias("told"))
    )
    counted = truth.topics.filter((pl.col.window_days == 90) & (pl.col.topic == "all"))
    both = seen.join(counted, on="person", how="left")
    assert (both["told"] <= both["viewers"]).all()
    assert (people.kind[both["person"].to_numpy()] != BOT).all()
    # The platform that tells views has few of the accounts: the truth knows of many more.
    genuine = np.flatnonzero(people.kind == GENUINE)
    assert counted.filter(pl.col.person.is_in(genuine))["viewers"].sum() > 3 * both["told"].sum()


def test_bots_that_take_their_time_answer_over_hours_and_serve_several_buyers() -> None:
    slow = {"bot_customers": 2, "bot_minutes": 480, "camouflage": 0.0}
    made = worlds.made(replace(SCENARIOS["bots"], boosters=3, bots=10, **slow))
    bought = _likes_of_bots(made, made.lived.people)
    served = bought.group_by("account_id").agg(pl.col.author_person.n_unique())
    # A bot answers buyers on its own platform only, which may be one of its two.
    assert served["author_person"].max() == 2
    delay = bought["occurred_at"] - bought["created_at"]
    assert delay.max() > timedelta(hours=7)
    assert delay.max() <= timedelta(hours=8)


def test_members_of_a_pod_answer_each_other_soon_and_are_genuine() -> None:
    changed = replace(SCENARIOS["no_confounding"], pods=2, pod_people=5)
    made = worlds.made(changed)
    people = made.lived.people
    members = np.flatnonzero(people.pod >= 0)
    assert np.bincount(people.pod[members]).tolist() == [5, 5]
    assert (people.kind[members] == GENUINE).all()
    for pod in (0, 1):
        assert len(np.unique(people.account_platform[members[people.pod[members] == pod]])) == 1
    posts = pl.read_parquet(made.dump / "posts" / "*.parquet")
    of_pod = pl.DataFrame(
        {"account_id": [f"a{people.account_number[member]}" for member in members],
         "pod": people.pod[members]}
    )  # fmt: skip
    answers = posts.join(of_pod, on="account_id").join(
        of_pod.rename({"account_id": "reply_to_account_id", "pod": "other_pod"}),
        on="reply_to_account_id",
    )
    answers = answers.join(
        posts.select(reply_to_post_id="post_id", answered_at="created_at"), on="reply_to_post_id"
    ).filter(pl.col.created_at - pl.col.answered_at <= timedelta(minutes=20))
    inside = answers.filter(pl.col.pod == pl.col.other_pod)
    # Four others answer four of five posts; strangers of the other pod hardly ever do.
    assert len(inside) > 20 * max(1, len(answers) - len(inside))
