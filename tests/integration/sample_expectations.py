"""What the hand-worked corner of `data/sample` must come to, with the arithmetic.

Belongs here: constants worked out by hand from the rows of `influence/lab/corner*.py`; the same
tables with their reasons are in `data/sample/README.md`.
Does not belong here: numbers that a run of the product printed.

Keys are (person, topic, window in days). Windows end before `AS_OF`: 7 days from 2026-03-25, 28
from 2026-03-04, 90 from 2026-01-01. Money is in EUR.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

AS_OF = date(2026, 4, 1)
WINDOWS = (7, 28, 90)
TOPIC = "sourdough"
# One account of each person; the other accounts are joined to it by `identities`.
ACCOUNTS = {
    "marlow": ("plaza", "p-marlow"),
    "odile": ("plaza", "p-odile"),
    "tamsin": ("lantern", "l-tamsin"),
    "juno": ("plaza", "p-juno"),
}

# --- The dump as a whole ------------------------------------------------------------------------
# One cut line in interactions/2026-02.ndjson.gz, one bad time in visits/2026-03.csv.
QUARANTINED = {"interactions": 1, "visits": 1}
# Rows of the corner, after duplicates are dropped; the crowd's come on top.
ROWS = {
    "accounts": 12 * 2,  # each observed twice
    "posts": 19,
    "interactions": 28,
    "impressions": 9,
    "conversions": 19,
    "fx_rates": 14 + 31 + 28 + 31,  # daily from 2025-12-18 to 2026-03-31
    "topics": 1,
}
# The late files repeat the 1st, 41st, 81st … row of these.
REPEATED, REPEATED_EVERY = ("interactions", "conversions"), 40

# --- Reach --------------------------------------------------------------------------------------
# Active follow edges at AS_OF:
#   marlow: p-marlow {rue, sol, bram, odile, himself}, p-marlow-lab {rue, kit},
#           l-marlow {rue, ines, tamsin}: 10 edges - 1 himself - 2 of rue's = 7
#   odile:  sol, bram, juno, marlow; kit left at 18:00 of the last day = 4
#   tamsin: ines, rue, marlow = 3
AUDIENCE_POTENTIAL = {"marlow": 7, "odile": 4, "tamsin": 3}

# marlow  7: viewers juno, v-anon-1, sol; responders + odile, kit, rue; clicker + bram;
#            arriving + noor (and v-anon-1, rue again) = 3 + 3 + 1 + 1 = 8
#        28: + ines, tamsin (m2), lena, della arriving = 12
#        90: + pia, wim arriving = 14 (kit, rue, sol, bram, juno are there already)
# odile   7: viewer juno; responders + sol, kit, marlow, bram; arriving + lena, v-anon-3 = 7
#        28: + noor, della, vera, zoe, v-anon-4 arriving = 12
#        90: + pia, quin arriving = 14
# tamsin  7: arriving tove, v-anon-2 = 2
#        28: + rue (seen twice, once as a visitor), ines, marlow, della arriving = 6
#        90: + pia arriving = 7
# Topic `all` adds, for marlow only, those who arrive through the link without a post:
#         7: + xara = 9;  28: + xara, yves, zoe = 15;  90: the same three = 17
# odile's off-topic post adds juno, who is there already.
AUDIENCE_OBSERVED = {
    ("marlow", TOPIC, 7): 8,
    ("marlow", TOPIC, 28): 12,
    ("marlow", TOPIC, 90): 14,
    ("odile", TOPIC, 7): 7,
    ("odile", TOPIC, 28): 12,
    ("odile", TOPIC, 90): 14,
    ("tamsin", TOPIC, 7): 2,
    ("tamsin", TOPIC, 28): 6,
    ("tamsin", TOPIC, 90): 7,
    ("marlow", "all", 7): 9,
    ("marlow", "all", 28): 15,
    ("marlow", "all", 90): 17,
    ("odile", "all", 7): 7,
    ("odile", "all", 28): 12,
    ("odile", "all", 90): 14,
    ("tamsin", "all", 7): 2,
    ("tamsin", "all", 28): 6,
    ("tamsin", "all", 90): 7,
}


# --- Response -----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Response:
    """Counts of one (person, topic, window).

    The raw rate is `responders_of_posts` over `counted`, the sum of impressions counters, and what
    is to be expected of the posts `uncounted`.
    """

    likes: int = 0
    reposts: int = 0
    quotes: int = 0
    replies: int = 0
    saves: int = 0
    votes: int = 0
    unique_responders: int = 0
    mentions: int = 0
    posts: int = 0
    active_days: int = 0
    responders_of_posts: int = 0
    counted: int = 0
    uncounted: tuple[str, ...] = ()

    @property
    def responses(self) -> int:
        return self.likes + self.reposts + self.quotes + self.replies + self.saves + self.votes


# Posts without a counter: (platform, kind, followers who stood, who answered). The corner reads
# short feeds, so that each follower is expected to see each post; times the ratio that the posts
# with counters teach, which the crowd decides, and at least those who answered.
# m2 on lantern, m4 by p-marlow-lab {rue, kit}; kit left odile on the day of o3; t2 is a quote.
UNCOUNTED = {
    "m2": ("lantern", "original", 3, 3),  # ines, rue, tamsin: all of the followers
    "m4": ("plaza", "original", 2, 2),  # kit, rue
    "o3": ("plaza", "original", 4, 3),  # sol, kit, bram
    "o5": ("plaza", "original", 5, 1),  # juno
    "t0": ("lantern", "original", 3, 1),  # ines
    "t2": ("lantern", "quote", 3, 1),  # rue
}
# marlow  7: likes sol, odile (m3), kit (m4) = 3; replies rue, odile = 2; vote rue = 1
#            (not: his own like, reply and repost of m3); unique sol, odile, kit, rue = 4
#            posts m3, m6, m4 on one day; rate m3 3/60 + m4 2 of some; m6 is a reply: in no feed
#        28: + m2: likes ines, rue; save ines; quote tamsin; unique + ines, tamsin = 6
#            mention by o2 (the one inside rue's reply is none); posts + m2 = 4, days 2
#            rate + m2 3 of some (ines, rue, tamsin)
#        90: + like kit (m0), likes rue, sol and repost bram (m1; told twice, counts once)
#            = 8 likes, 1 repost; unique + bram = 7; posts + m1 = 5, days 3
#            rate + m1 3/120
# odile   7: likes sol, kit (o3), kit (o1, an old post), marlow (o4) = 4; reply bram = 1
#            unique sol, kit, marlow, bram = 4; posts o4, o3 on two days; rate o3 3 of some; o4 is a
#            reply
#        28: + likes marlow, juno (o2) = 6; unique + juno = 5; posts 3, days 3; rate + 2/50
#        90: + likes sol, bram, repost marlow (o1) = 8 likes, 1 repost; unique still 5
#            posts 4, days 4; rate + o1 4/80 (sol, bram, marlow, kit)
# tamsin  7: nothing, the rate is null
#        28: likes ines, marlow (t1), rue (t2), not her own; unique 3; mention by m2
#            posts t1, t2; rate 2/20 + t2 1 of some
#        90: + like ines (t0); unique still 3; posts 3, days 3; rate + t0 1 of some
# Topic `all`: odile's o5 (2026-03-26, liked by juno) is in each window; marlow is mentioned once
# more, by bram's reply to odile, which has no topic.
RESPONSE = {
    ("marlow", TOPIC, 7): Response(3, 0, 0, 2, 0, 1, 4, 0, 3, 1, 5, 60, ("m4",)),
    ("marlow", TOPIC, 28): Response(5, 0, 1, 2, 1, 1, 6, 1, 4, 2, 8, 60, ("m4", "m2")),
    ("marlow", TOPIC, 90): Response(8, 1, 1, 2, 1, 1, 7, 1, 5, 3, 11, 180, ("m4", "m2")),
    ("odile", TOPIC, 7): Response(4, 0, 0, 1, 0, 0, 4, 0, 2, 2, 3, 0, ("o3",)),
    ("odile", TOPIC, 28): Response(6, 0, 0, 1, 0, 0, 5, 0, 3, 3, 5, 50, ("o3",)),
    ("odile", TOPIC, 90): Response(8, 1, 0, 1, 0, 0, 5, 0, 4, 4, 9, 130, ("o3",)),
    ("tamsin", TOPIC, 7): Response(),
    ("tamsin", TOPIC, 28): Response(3, 0, 0, 0, 0, 0, 3, 1, 2, 2, 3, 20, ("t2",)),
    ("tamsin", TOPIC, 90): Response(4, 0, 0, 0, 0, 0, 3, 1, 3, 3, 4, 20, ("t2", "t0")),
    # Mentioned by o1; the copy inside marlow's repost is no mention.
    ("juno", TOPIC, 90): Response(mentions=1),
    ("marlow", "all", 7): Response(3, 0, 0, 2, 0, 1, 4, 1, 3, 1, 5, 60, ("m4",)),
    ("marlow", "all", 28): Response(5, 0, 1, 2, 1, 1, 6, 2, 4, 2, 8, 60, ("m4", "m2")),
    ("marlow", "all", 90): Response(8, 1, 1, 2, 1, 1, 7, 2, 5, 3, 11, 180, ("m4", "m2")),
    ("odile", "all", 7): Response(5, 0, 0, 1, 0, 0, 5, 0, 3, 3, 4, 0, ("o3", "o5")),
    ("odile", "all", 28): Response(7, 0, 0, 1, 0, 0, 5, 0, 4, 4, 6, 50, ("o3", "o5")),
    ("odile", "all", 90): Response(9, 1, 0, 1, 0, 0, 5, 0, 5, 5, 10, 130, ("o3", "o5")),
}
# One click in the dump's interactions: bram on m3. It is in every window.
CLICKS = {"marlow": 1, "odile": 0, "tamsin": 0}

# --- Sessions -----------------------------------------------------------------------------------
# (sessions, engaged); the rest are bounces. Marlow's visit through his own link is nobody's
# session; where own sessions count, add (1, 1) to each of marlow's rows.
# marlow  7: noor-2 E, anon-1, rue-1              28: + lena-1 E, della-3 E    90: + pia-1, wim-1 E
# odile   7: lena-2 E, anon-3 E    28: + noor-1 E, della-2 E, vera-1 E, zoe-2 E, anon-4
#        90: + pia-2, pia-3 E, quin-1
# tamsin  7: tove-1 E, anon-2 E                   28: + della-1                90: + pia-4 E
# `all`, marlow only:  7: + xara-1 E   28: + xara-1 E, yves-1 E, zoe-1   90: the same three
SESSIONS = {
    ("marlow", TOPIC, 7): (3, 1),
    ("marlow", TOPIC, 28): (5, 3),
    ("marlow", TOPIC, 90): (7, 4),
    ("odile", TOPIC, 7): (2, 2),
    ("odile", TOPIC, 28): (7, 6),
    ("odile", TOPIC, 90): (10, 7),
    ("tamsin", TOPIC, 7): (2, 2),
    ("tamsin", TOPIC, 28): (3, 2),
    ("tamsin", TOPIC, 90): (4, 3),
    ("marlow", "all", 7): (4, 2),
    ("marlow", "all", 28): (8, 5),
    ("marlow", "all", 90): (10, 6),
    ("odile", "all", 7): (2, 2),
    ("odile", "all", 28): (7, 6),
    ("odile", "all", 90): (10, 7),
    ("tamsin", "all", 7): (2, 2),
    ("tamsin", "all", 28): (3, 2),
    ("tamsin", "all", 90): (4, 3),
}


# --- Conversions --------------------------------------------------------------------------------
@dataclass(frozen=True)
class Totals:
    """Net conversions and value of the topic in the window, and the part that has credit."""

    conversions: int
    value: Decimal
    attributed_conversions: int
    attributed_value: Decimal


#  7: c02 60 - 15 = 45, c06 50, c07 30, c12 12 | c08 20, c11 99      137 + 119 = 256, 4 + 2 = 6
# 28: + c01 40, c03 84, c09 45 - 45 = 0 (and 1 - 1 conversions), c14 22, c15 36 | c05 25
#     137 + 182 = 319, 119 + 25 = 144, together 463; 8 + 3 = 11
# 90: + c04 150 USD x 0.90 = 135, c10 30 - 10 - 20 = 0 (1 - 1)       454 + 144 = 598, 9 + 3 = 12
TOTALS = {
    7: Totals(6, Decimal(256), 4, Decimal(137)),
    28: Totals(11, Decimal(463), 8, Decimal(319)),
    90: Totals(12, Decimal(598), 9, Decimal(454)),
}

Credit = dict[str, tuple[Fraction, Decimal]]


def _credit(*shares: tuple[str, str]) -> Credit:
    people = ("marlow", "odile", "tamsin")
    return {
        person: (Fraction(conversions), Decimal(value))
        for person, (conversions, value) in zip(people, shares, strict=True)
    }


# Who gets what of each conversion: marlow / odile / tamsin, value in EUR.
#                first        last         linear        time decay        position
#   c01 M   40   40/0/0       40/0/0       40/0/0        40/0/0            40/0/0
#   c02 OM  45   0/45/0       45/0/0       22.5/22.5/0   30/15/0  (2:1)    22.5/22.5/0
#   c03 TOM 84   0/0/84       84/0/0       28/28/28      48/24/12 (4:2:1)  33.6/16.8/33.6
#   c04 MOOT 135 135/0/0      0/0/135      33.75/67.5/33.75  9/54/72 (1:2:4:8)  54/27/54
#   c06 O   50   0/50/0 in every model (promo code)
#   c07 T   30   0/0/30 in every model (link before code)
#   c12 MO  12   12/0/0       0/12/0       6/6/0         4/8/0    (1:2)    6/6/0
#   c14 M   22   22/0/0 in every model (the shop says the topic)
#   c15 O   36   0/36/0 in every model (the link without a post is not on the topic)
#   c09, c10     0 conversions and 0 value after their refunds
CREDIT: dict[tuple[str, int, str], Credit] = {
    # 7 days: c02, c06, c07, c12. The counts sum to 4, the values to 137.
    (TOPIC, 7, "first"): _credit(("1", "12"), ("2", "95"), ("1", "30")),
    (TOPIC, 7, "last"): _credit(("1", "45"), ("2", "62"), ("1", "30")),
    (TOPIC, 7, "linear"): _credit(("1", "28.5"), ("2", "78.5"), ("1", "30")),
    # marlow 2/3 + 1/3, 30 + 4; odile 1/3 + 1 + 2/3, 15 + 50 + 8
    (TOPIC, 7, "time_decay"): _credit(("1", "34"), ("2", "73"), ("1", "30")),
    (TOPIC, 7, "position"): _credit(("1", "28.5"), ("2", "78.5"), ("1", "30")),
    # Nobody is in one of these journeys twice: as linear.
    (TOPIC, 7, "shapley"): _credit(("1", "28.5"), ("2", "78.5"), ("1", "30")),
    # 28 days: + c01, c03, c14, c15. The counts sum to 8, the values to 319.
    (TOPIC, 28, "first"): _credit(("3", "74"), ("3", "131"), ("2", "114")),
    (TOPIC, 28, "last"): _credit(("4", "191"), ("3", "98"), ("1", "30")),
    # marlow 1 + 1 + 1/3 + 1, 28.5 + 40 + 28 + 22; odile 2 + 1/3 + 1, 78.5 + 28 + 36; tamsin 30 + 28
    (TOPIC, 28, "linear"): _credit(("10/3", "118.5"), ("10/3", "142.5"), ("4/3", "58")),
    # marlow 3 + 4/7, 34 + 40 + 48 + 22; odile 3 + 2/7, 73 + 24 + 36; tamsin 1 + 1/7, 30 + 12
    (TOPIC, 28, "time_decay"): _credit(("25/7", "144"), ("23/7", "133"), ("8/7", "42")),
    # marlow 3 + 2/5, 28.5 + 40 + 33.6 + 22; odile 3 + 1/5, 78.5 + 16.8 + 36; tamsin 30 + 33.6
    (TOPIC, 28, "position"): _credit(("17/5", "124.1"), ("16/5", "131.3"), ("7/5", "63.6")),
    (TOPIC, 28, "shapley"): _credit(("10/3", "118.5"), ("10/3", "142.5"), ("4/3", "58")),
    # 90 days: + c04. The counts sum to 9, the values to 454.
    (TOPIC, 90, "first"): _credit(("4", "209"), ("3", "131"), ("2", "114")),
    (TOPIC, 90, "last"): _credit(("4", "191"), ("3", "98"), ("2", "165")),
    # marlow 10/3 + 1/4; odile 10/3 + 1/2; tamsin 4/3 + 1/4
    (TOPIC, 90, "linear"): _credit(("43/12", "152.25"), ("23/6", "210"), ("19/12", "91.75")),
    # marlow 25/7 + 1/15; odile 23/7 + 6/15; tamsin 8/7 + 8/15
    (TOPIC, 90, "time_decay"): _credit(("382/105", "153"), ("129/35", "187"), ("176/105", "114")),
    # marlow 17/5 + 2/5; odile 16/5 + 1/5; tamsin 7/5 + 2/5
    (TOPIC, 90, "position"): _credit(("19/5", "178.1"), ("17/5", "158.3"), ("9/5", "117.6")),
    # odile is in c04 twice and has a third of it as the others have: 45 each
    (TOPIC, 90, "shapley"): _credit(("11/3", "163.5"), ("11/3", "187.5"), ("5/3", "103")),
    # Topic `all`, 7 days: + c13 (marlow, 1 and 18).
    ("all", 7, "first"): _credit(("2", "30"), ("2", "95"), ("1", "30")),
    ("all", 7, "last"): _credit(("2", "63"), ("2", "62"), ("1", "30")),
    ("all", 7, "linear"): _credit(("2", "46.5"), ("2", "78.5"), ("1", "30")),
    ("all", 7, "time_decay"): _credit(("2", "52"), ("2", "73"), ("1", "30")),
    ("all", 7, "position"): _credit(("2", "46.5"), ("2", "78.5"), ("1", "30")),
    # 28 days: + c13, and c15 is now marlow's and odile's, 7 days apart: 36/0, 0/36, 18/18, 12/24,
    # 18/18 instead of 0/36.
    ("all", 28, "first"): _credit(("5", "128"), ("2", "95"), ("2", "114")),
    ("all", 28, "last"): _credit(("5", "209"), ("3", "98"), ("1", "30")),
    ("all", 28, "linear"): _credit(("29/6", "154.5"), ("17/6", "124.5"), ("4/3", "58")),
    ("all", 28, "time_decay"): _credit(("103/21", "174"), ("62/21", "121"), ("8/7", "42")),
    ("all", 28, "position"): _credit(("49/10", "160.1"), ("27/10", "113.3"), ("7/5", "63.6")),
    # 90 days: + c04 as on the topic.
    ("all", 90, "first"): _credit(("6", "263"), ("2", "95"), ("2", "114")),
    ("all", 90, "last"): _credit(("5", "209"), ("3", "98"), ("2", "165")),
    ("all", 90, "linear"): _credit(("61/12", "188.25"), ("10/3", "192"), ("19/12", "91.75")),
    ("all", 90, "time_decay"): _credit(("174/35", "183"), ("352/105", "175"), ("176/105", "114")),
    ("all", 90, "position"): _credit(("53/10", "214.1"), ("29/10", "140.3"), ("9/5", "117.6")),
    ("all", 90, "shapley"): _credit(("31/6", "199.5"), ("19/6", "169.5"), ("5/3", "103")),
}

# --- Removal effects ----------------------------------------------------------------------------
# Topic, 7 days. Eight journeys: c02 O M, c06 O, c07 T, c12 M O convert; anon-1 M, rue-1 M,
# anon-3 O, anon-2 T are null journeys. Start: O 3/8, M 3/8, T 2/8.
# Order 1. O is left four times: to M 1/4, converts 2/4; M four: to O 1/4, converts 1/4; T converts
#   1/2. h_O = 1/2 + h_M/4, h_M = 1/4 + h_O/4: h_O = 3/5, h_M = 2/5; h = 9/40 + 6/40 + 5/40 = 1/2.
#   Without O h = 3/8 x 1/4 + 1/8 = 7/32, without M 3/8 x 1/2 + 1/8 = 5/16, without T 3/8:
#   effects 9/16, 6/16, 4/16, of which the sum is 19/16.
#   Value: on leaving O (50 + 12)/4, M 45/4, T 30/2. H = 137/8; without O 255/32, without M 306/32,
#   without T 428/32: effects 293, 242, 120 of 548; the sum is 655.
# Order 2. Nobody comes twice, so that each effect is the share of the conversions, and of the
#   value, of journeys with the person: O 3/4, M 2/4, T 1/4; O 107, M 57, T 30 of 137.
# Effect on conversions and on value.
REMOVAL_EFFECTS = {
    "markov_1": {
        "marlow": (Fraction(6, 16), Fraction(242, 548)),
        "odile": (Fraction(9, 16), Fraction(293, 548)),
        "tamsin": (Fraction(4, 16), Fraction(120, 548)),
    },
    "markov_2": {
        "marlow": (Fraction(2, 4), Fraction(57, 137)),
        "odile": (Fraction(3, 4), Fraction(107, 137)),
        "tamsin": (Fraction(1, 4), Fraction(30, 137)),
    },
}

# --- Credit by post -----------------------------------------------------------------------------
# Marlow, topic, 28 days, first: c12 12 and c01 40 both through m2 of the campaign, and c14 22
# through the link of his profile, which is of no post: (post, campaign) to (conversions, value).
FIRST_BY_POST = {("s-m2", "cmp-sourdough"): (2, 52), (None, None): (1, 22)}
