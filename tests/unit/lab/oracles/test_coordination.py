"""Close shares worked out by hand."""

from influence.lab.oracles.coordination import Pair, Share, close_pairs, coordinated_pairs


def share(who: str, what: str, at: float) -> Share:
    return Share(object=what, account=who, content=f"{who} {what} {at}", at=at)


def accounts(pairs: list[Pair]) -> list[tuple[str, str]]:
    return sorted((one.account, other.account) for one, other in pairs)


def test_shares_of_one_object_are_close_up_to_the_window_and_not_past_it() -> None:
    shares = [share("a", "x", 0), share("b", "x", 60), share("c", "x", 60.5)]
    assert accounts(close_pairs(shares, 60)) == [("a", "b"), ("b", "c")]


def test_another_object_and_oneself_are_never_close() -> None:
    assert close_pairs([share("a", "x", 0), share("b", "y", 0), share("a", "x", 1)], 60) == []


def test_who_shared_only_once_is_no_part_from_the_start() -> None:
    # a and b share x together; b shares y too, a nothing else.
    shares = [share("a", "x", 0), share("b", "x", 1), share("b", "y", 500)]
    assert coordinated_pairs(shares, 60) == ([], [])


def test_the_refilter_asks_for_shares_in_close_pairs_of_either_account() -> None:
    shares = [
        # a and b are close twice; a and c once; c's other share is close to nobody's.
        share("a", "x", 0),
        share("b", "x", 1),
        share("a", "y", 0),
        share("b", "y", 1),
        share("a", "z", 0),
        share("c", "z", 1),
        share("c", "w", 0),
        # d and e are close once, and each has another share far from all.
        share("d", "v", 0),
        share("e", "v", 1),
        share("d", "w", 500),
        share("e", "w", 900),
    ]
    close, kept = coordinated_pairs(shares, 60)
    assert accounts(close) == [("a", "b"), ("a", "b"), ("a", "c"), ("d", "e")]
    # a is in three close shares, so the pair with c stays; of d and e neither is in two.
    assert accounts(kept) == [("a", "b"), ("a", "b"), ("a", "c")]


def test_more_participation_leaves_fewer() -> None:
    shares = [share(who, what, 0) for who in "ab" for what in "xyz"]
    assert len(coordinated_pairs(shares, 0, min_participation=3)[1]) == 3
    assert coordinated_pairs(shares, 0, min_participation=4) == ([], [])
