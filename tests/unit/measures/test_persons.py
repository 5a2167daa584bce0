"""Groups of identity links: components, bridges, and the confidence that holds each together."""

import random

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from influence.measures.persons import grouped_links

Links = dict[tuple[str, str], float]
CONFIDENCES = (0.8, 0.85, 0.9, 1.0)
NODES = "abcdefgh"
PAIRS = [(left, right) for left in NODES for right in NODES if left < right]
LINKS = st.dictionaries(st.sampled_from(PAIRS), st.sampled_from(CONFIDENCES), max_size=16)


def grouped(links: Links) -> dict[tuple[str, str], tuple[str, bool, float]]:
    frame = pl.DataFrame(
        [(left, right, confidence) for (left, right), confidence in links.items()],
        schema={"left_node": pl.String, "right_node": pl.String, "confidence": pl.Float64},
        orient="row",
    )
    rows = grouped_links(frame).iter_rows()
    return {(left, right): (group, bridge, weakest) for left, right, group, bridge, weakest in rows}


def groups(links: Links) -> set[frozenset[str]]:
    """The components, by joining sets one link after the other."""
    found: list[set[str]] = []
    for pair in links:
        touched = [group for group in found if group & set(pair)]
        found = [group for group in found if group not in touched]
        found.append(set(pair).union(*touched))
    return {frozenset(group) for group in found}


def group_of(node: str, links: Links) -> frozenset[str]:
    return next((group for group in groups(links) if node in group), frozenset(node))


def test_a_chain_is_one_person_named_by_its_smallest_node_and_every_link_is_a_bridge() -> None:
    assert grouped({("c", "d"): 1.0, ("b", "c"): 0.9, ("x", "y"): 0.8}) == {
        ("b", "c"): ("b", True, 0.9),
        ("c", "d"): ("b", True, 0.9),
        ("x", "y"): ("x", True, 0.8),
    }


def test_a_ring_has_no_bridge_and_is_as_sure_as_its_second_weakest_link() -> None:
    """Without its weakest link, 0.8, the ring is still one; it falls apart above 0.9."""
    ring = {("a", "b"): 1.0, ("b", "c"): 0.9, ("a", "c"): 0.8}
    assert grouped(ring) == dict.fromkeys(ring, ("a", False, 0.9))


def test_the_link_between_two_rings_is_a_bridge() -> None:
    rings = dict.fromkeys(
        [("a", "b"), ("b", "c"), ("a", "c"), ("d", "e"), ("e", "f"), ("d", "f")], 1.0
    )
    found = grouped(rings | {("c", "d"): 0.85})
    assert [pair for pair, (_, bridge, _) in found.items() if bridge] == [("c", "d")]
    assert {weakest for _, _, weakest in found.values()} == {0.85}


def test_no_links_make_no_people() -> None:
    assert grouped({}) == {}


@given(LINKS)
def test_a_component_is_what_links_connect_and_has_the_name_of_its_smallest_node(
    links: Links,
) -> None:
    for (left, right), (component, _, _) in grouped(links).items():
        assert component == min(group_of(left, links)) == min(group_of(right, links))


@given(LINKS)
def test_a_link_is_a_bridge_where_its_ends_part_without_it(links: Links) -> None:
    for pair, (_, is_bridge, _) in grouped(links).items():
        rest = {other: confidence for other, confidence in links.items() if other != pair}
        assert is_bridge == (group_of(pair[0], rest) != group_of(pair[1], rest))


@given(LINKS)
def test_a_group_is_one_up_to_its_weakest_confidence_and_falls_apart_above(links: Links) -> None:
    for (left, _), (_, _, weakest) in grouped(links).items():
        whole = group_of(left, links)
        at = {pair: confidence for pair, confidence in links.items() if confidence >= weakest}
        above = {pair: confidence for pair, confidence in links.items() if confidence > weakest}
        assert group_of(left, at) == whole
        assert group_of(left, above) != whole


@given(LINKS, st.randoms())
def test_the_order_of_links_and_of_their_ends_does_not_matter(
    links: Links, chance: random.Random
) -> None:
    turned = [((right, left), confidence) for (left, right), confidence in links.items()]
    chance.shuffle(turned)
    found = {(right, left): said for (left, right), said in grouped(dict(turned)).items()}
    assert found == grouped(links)


@given(LINKS, st.data())
def test_whatever_links_come_and_go_others_keep_what_is_said_of_them(
    links: Links, data: st.DataObject
) -> None:
    """Dropping links gives the earlier persons back, with their earlier names."""
    kept = data.draw(st.sets(st.sampled_from(sorted(links)))) if links else set()
    fewer = grouped({pair: links[pair] for pair in kept})
    for pair, said in grouped(links).items():
        component = {other for other in links if set(other) & group_of(pair[0], links)}
        if component <= kept:
            assert fewer[pair] == said


def test_a_path_of_many_nodes_is_walked_without_recursion() -> None:
    """A ring of 20,000 nodes with a tail of as many: the tail's links are the bridges."""
    size = 20_000
    ring = {(f"n{node:06}", f"n{node + 1:06}"): 1.0 for node in range(size - 1)}
    ring[("n000000", f"n{size - 1:06}")] = 1.0
    tail = {(f"n{node:06}", f"n{node + 1:06}"): 1.0 for node in range(size - 1, 2 * size - 1)}
    found = grouped(ring | tail)
    assert {pair for pair, (_, bridge, _) in found.items() if bridge} == set(tail)
