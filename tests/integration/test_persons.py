"""Who is one person: links come, go, and are taken back, and persons with them.

The dump is twenty accounts in the open format; what is expected is worked out beside it.
"""

import json
from pathlib import Path

import pytest

from tests.integration.dbt_bench import Bench

Persons = dict[str, str]
Link = dict[str, object]
AS_OF = "2026-03-11"


def _link(left: str, right: str, **more: object) -> Link:
    def end(side: str, name: str) -> Link:
        kind = {"v": "visitor", "c": "person"}.get(name[0], "account")
        place = {f"{side}_platform": "p"} if kind == "account" else {}
        return {f"{side}_kind": kind, f"{side}_id": name} | place

    return end("left", left) | end("right", right) | more


# x1, x2 and x3 are a chain, for each x of CHAINS. Two households, a and b, share the device
# v-shared: it must not make one person of them. A customer number hangs on b1. d1 to d4 all lead to
# d5, as where a bad export gave everybody the same address.
CHAINS = "abefg"
ACCOUNTS = [f"{name}{number}" for name in CHAINS for number in (1, 2, 3)] + [
    f"d{number}" for number in range(1, 6)
]
FIRST_LINKS = [_link(f"{name}1", f"{name}2", confidence=0.95, method="mail") for name in CHAINS]
SECOND_LINKS = {
    name: _link(
        f"{name}2",
        f"{name}3",
        confidence=0.85 if name == "g" else 0.92,
        method="mail",
        observed_at=f"2026-03-0{'5' if name == 'f' else '1'}T00:00:00Z",
    )
    for name in CHAINS
}
OTHERS = [
    _link("b1", "c-9", method="customer"),
    _link("v-shared", "a1", method="login", observed_at="2026-03-02T00:00:00Z"),
    _link("v-shared", "b1", method="login", observed_at="2026-03-04T00:00:00Z"),
    *(_link(f"d{number}", "d5", confidence=0.9, method="address") for number in (1, 2, 3, 4)),
]
LINKS = [*FIRST_LINKS, *SECOND_LINKS.values(), *OTHERS]


class Desk:
    """A dump whose identities are written anew, and the persons that a run makes of them."""

    def __init__(self, folder: Path) -> None:
        self.bench = Bench(folder)
        self.landings = 0
        self.bench.drop(
            "posts/1.ndjson",
            *(
                json.dumps(
                    {
                        "platform": "p",
                        "post_id": f"post-{account}",
                        "account_id": account,
                        "created_at": "2026-03-10T12:00:00Z",
                    }
                )
                for account in ACCOUNTS
            ),
        )
        self.bench.drop(
            "visits/1.ndjson",
            *(
                json.dumps(
                    {
                        "visitor_id": "v-shared",
                        "session_id": day,
                        "occurred_at": f"2026-03-{day}T12:00:00Z",
                        "event": "page_view",
                    }
                )
                for day in ("01", "03", "06")
            ),
        )

    def persons(self, *links: Link, **variables: object) -> Persons:
        """The person of every account after these links, and nothing else, were told."""
        self.bench.drop("identities/1.ndjson", *map(json.dumps, links))
        self.bench.land(hours=self.landings)
        self.landings += 1
        told = {"as_of": AS_OF, "identity_max_nodes": 4} | variables
        self.bench.dbt(
            "warehouse",
            *("--full-refresh", "--vars", json.dumps(told)),
            *("--select", "+dim_people", "+int_visits_grouped_to_sessions"),
        )
        rows = self.bench.query(
            "warehouse",
            "select id, person_id from intermediate.int_nodes_joined_to_people "
            "where node_kind = 'account'",
        )
        return {str(account): str(person) for account, person in rows}

    def query(self, sql: str) -> list[tuple[object, ...]]:
        return self.bench.query("warehouse", sql)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(Path(tmp_path_factory.mktemp("persons")))


@pytest.fixture(scope="module")
def alone(desk: Desk) -> Persons:
    """Everybody, where no link is told."""
    return desk.persons()


@pytest.fixture(scope="module")
def linked(desk: Desk, alone: Persons) -> Persons:
    """Everybody, where all links are told; the warehouse is left as this run made it."""
    return desk.persons(*LINKS)


def _of_person(desk: Desk, account: str, columns: str) -> tuple[object, ...]:
    (row,) = desk.query(
        f"select {columns} from marts.dim_people "
        f"where ',' || accounts || ',' like '%,p:{account},%'"
    )
    return row


def test_a_chain_of_links_is_one_person_and_keeps_the_id_of_its_smallest_account(
    alone: Persons, linked: Persons
) -> None:
    assert len(set(alone.values())) == len(ACCOUNTS)
    for name in CHAINS:
        assert {linked[f"{name}{number}"] for number in (1, 2, 3)} == {alone[f"{name}1"]}


def test_a_device_that_two_persons_share_does_not_make_them_one(
    desk: Desk, linked: Persons
) -> None:
    """Before the first login it was the first one's, between the logins too, and then b's."""
    assert linked["a1"] != linked["b1"]
    sessions = desk.query(
        "select session_id, people.person_id from intermediate.int_visits_grouped_to_sessions "
        "inner join marts.dim_people as people on person_key = visitor_person_key "
        "order by session_id"
    )
    assert sessions == [("01", linked["a1"]), ("03", linked["a1"]), ("06", linked["b1"])]


def test_a_group_of_too_many_ids_joins_nobody_and_is_told(
    desk: Desk, alone: Persons, linked: Persons
) -> None:
    assert {linked[f"d{number}"] for number in range(1, 6)} == {
        alone[f"d{number}"] for number in range(1, 6)
    }
    assert _of_person(desk, "d5", "link_count, refused_link_count") == (0, 4)
    assert desk.query(
        "select link_status, component_nodes, count(*) from marts.fct_identity_links "
        "where right_node like 'account:p:d%' group by link_status, component_nodes"
    ) == [("refused", 5, 4)]


def test_a_person_says_how_many_links_hold_it_and_how_sure_the_least_sure_is(
    desk: Desk, linked: Persons
) -> None:
    columns = "link_count, bridge_count, weakest_link_confidence"
    assert _of_person(desk, "g1", columns) == (2, 2, 0.85)
    # The customer number is a link as well, and a certain one; the visitor is none.
    assert _of_person(desk, "b1", columns) == (3, 3, 0.92)


def test_without_a_link_the_earlier_persons_are_back_with_their_earlier_ids(
    desk: Desk, alone: Persons, linked: Persons
) -> None:
    """A's link is not told any more, e's was denied, and the method of b's changed its mind."""
    later = {"observed_at": "2026-03-06T00:00:00Z"}
    changed = desk.persons(
        *FIRST_LINKS,
        *(link for name, link in SECOND_LINKS.items() if name != "a"),
        *OTHERS,
        _link("e3", "e2", confidence=0, method="review", **later),
        _link("b3", "b2", confidence=0.4, method="mail", **later),
    )
    assert changed == linked | {name: alone[name] for name in ("a3", "b3", "e3")}


def test_a_link_counts_above_the_threshold_and_from_the_day_after_it_was_observed(
    desk: Desk, alone: Persons, linked: Persons
) -> None:
    """F's was observed on the 5th, g's is less sure than 0.9."""
    fewer = desk.persons(*LINKS, as_of="2026-03-05", identity_min_confidence=0.9)
    assert fewer == linked | {name: alone[name] for name in ("f3", "g3")}


def test_links_in_another_order_and_the_other_way_round_make_the_same_persons(
    desk: Desk, linked: Persons
) -> None:
    sides = {"left": "right", "right": "left"}

    def turned(link: Link) -> Link:
        return {
            "_".join(
                [sides.get(name.split("_")[0], name.split("_")[0]), *name.split("_")[1:]]
            ): told
            for name, told in link.items()
        }

    assert desk.persons(*map(turned, reversed(LINKS))) == linked
