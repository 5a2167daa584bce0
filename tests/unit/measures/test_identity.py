"""Connected components of identity links."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from influence.measures.identity import connected_nodes

LINKS = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=12)


def components(links: list[tuple[str, str]]) -> dict[str, str]:
    frame = pl.DataFrame(
        links, schema={"left_node": pl.String, "right_node": pl.String}, orient="row"
    )
    return dict(connected_nodes(frame).iter_rows())


def test_a_chain_is_one_person_named_by_its_smallest_node() -> None:
    assert components([("d", "c"), ("c", "b"), ("y", "x")]) == {
        "b": "b",
        "c": "b",
        "d": "b",
        "x": "x",
        "y": "x",
    }


def test_numbers_are_nodes_as_well_as_texts() -> None:
    """A ring is made of person_keys, which are large."""
    largest = 2**63 - 1
    links = pl.DataFrame({"left_node": [largest, 7], "right_node": [8, 8]})
    assert dict(connected_nodes(links).iter_rows()) == {7: 7, 8: 7, largest: 7}


def test_no_links_make_no_people() -> None:
    assert components([]) == {}


@given(LINKS)
def test_both_nodes_of_every_link_have_one_component(links: list[tuple[str, str]]) -> None:
    found = components(links)
    assert all(found[left] == found[right] for left, right in links)


@given(LINKS, st.randoms())
def test_the_order_of_links_and_of_their_ends_does_not_matter(links, random) -> None:
    shuffled = [(right, left) for left, right in links]
    random.shuffle(shuffled)
    assert components(links) == components(shuffled)
