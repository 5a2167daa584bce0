"""The hand-worked corner's shop: its links, sessions and purchases, row by row.

Belongs here: the explicit rows of tracker and shop on the topic `sourdough`, with the story.
Does not belong here: the people (`corner`) and their posts (`corner_talk`).
"""

from datetime import date, timedelta
from decimal import Decimal

from influence.lab.corner import TOPIC, at, platform
from influence.lab.writers import Row, Streams

SHOP = "https://shop.example.com"


def _tracked_links() -> list[Row]:
    def link(link_id: str, account_id: str, post_id: str | None, when: str, **more: str) -> Row:
        url = None if "promo_code" in more else f"{SHOP}/starter?via={link_id}"
        return {
            "link_id": link_id,
            "url": url,
            "platform": platform(account_id),
            "account_id": account_id,
            "post_id": post_id,
            "created_at": at(when),
            **more,
        }

    return [
        link("lk-m1", "p-marlow", "s-m1", "2026-01-10 09:00"),
        link("lk-m2", "l-marlow", "s-m2", "2026-03-10 09:00", campaign_id="cmp-sourdough"),
        link("lk-m3", "p-marlow", "s-m3", "2026-03-27 09:00", campaign_id="cmp-sourdough"),
        link("lk-m4", "p-marlow-lab", "s-m4", "2026-03-27 15:00"),
        # In Marlow's profile, without a post: it has no topic of its own.
        link("lk-m-bio", "l-marlow", None, "2025-12-20 09:00"),
        link("lk-o1", "p-odile", "s-o1", "2026-02-05 12:00"),
        link("lk-o2", "p-odile", "s-o2", "2026-03-20 12:00"),
        link("lk-o3", "p-odile", "s-o3", "2026-03-31 08:00"),
        link("pc-odile", "p-odile", "s-o2", "2026-03-20 12:00", promo_code="RISE10"),
        link("lk-t0", "l-tamsin", "s-t0", "2026-01-20 18:00"),
        link("lk-t1", "l-tamsin", "s-t1", "2026-03-05 18:00"),
    ]


def _visits() -> list[Row]:
    rows: list[Row] = []

    def session(name: str, visitor: str, *events: tuple[str, str, str | None, int | None]) -> None:
        for when, event, link_id, engagement_ms in events:
            rows.append(
                {
                    "visitor_id": visitor,
                    "session_id": f"s-{name}",
                    "occurred_at": at(when),
                    "event": event,
                    "page_url": f"{SHOP}/starter",
                    "link_id": link_id,
                    "utm_campaign": TOPIC if link_id else None,
                    "engagement_ms": engagement_ms,
                }
            )

    def view(when: str, link_id: str | None = None) -> tuple[str, str, str | None, None]:
        return (when, "page_view", link_id, None)

    def stay(when: str, milliseconds: int) -> tuple[str, str, str | None, int]:
        return (when, "engaged", None, milliseconds)

    # Engaged by a conversion 20 minutes after the only event.
    session("lena-1", "v-lena", view("2026-03-24 10:00", "lk-m2"))
    # Engaged by time, 15 seconds.
    session("lena-2", "v-lena", view("2026-03-31 10:00", "lk-o3"), stay("2026-03-31 10:02", 15_000))
    # Engaged by two page views.
    session("noor-1", "v-noor", view("2026-03-20 15:00", "lk-o2"), view("2026-03-20 15:01"))
    # Engaged by time, 12 seconds.
    session("noor-2", "v-noor", view("2026-03-27 15:00", "lk-m3"), stay("2026-03-27 15:02", 12_000))
    # One millisecond short of engaged: a bounce.
    session(
        "della-1",
        "v-della-phone",
        view("2026-03-10 09:00", "lk-t1"),
        stay("2026-03-10 09:01", 9_999),
    )
    # Engaged by the sum of two stays: 4,000 + 6,000 ms, exactly the limit.
    session(
        "della-2",
        "v-della-laptop",
        view("2026-03-17 09:00", "lk-o1"),
        stay("2026-03-17 09:01", 4_000),
        stay("2026-03-17 09:02", 6_000),
    )
    # Engaged by a conversion at 09:40: 40 minutes after the first event, 25 after the last.
    session(
        "della-3",
        "v-della-laptop",
        view("2026-03-24 09:00", "lk-m2"),
        ("2026-03-24 09:15", "scroll", None, None),
    )
    # Pia comes four times, every seventh day at 08:00: bounce, bounce, engaged, engaged.
    session("pia-1", "v-pia", view("2026-02-10 08:00", "lk-m1"))
    session("pia-2", "v-pia", view("2026-02-17 08:00", "lk-o1"), stay("2026-02-17 08:01", 3_000))
    session(
        "pia-3",
        "v-pia",
        view("2026-02-24 08:00", "lk-o1"),
        view("2026-02-24 08:01"),
        view("2026-02-24 08:02"),
    )
    session("pia-4", "v-pia", view("2026-03-03 08:00", "lk-t0"), view("2026-03-03 08:10"))
    # Bounce; exactly 30 days before Quin's purchase.
    session("quin-1", "v-quin", view("2026-02-13 12:00", "lk-o1"))
    # Without a link, nobody's: Remy has a promo code, Ulf has nothing.
    session("remy-1", "v-remy", view("2026-03-29 17:50"), view("2026-03-29 17:55"))
    session("ulf-1", "v-ulf", view("2026-03-31 19:50"))
    # Engaged by a conversion.
    session("tove-1", "v-tove", view("2026-03-30 10:00", "lk-t1"))
    session("vera-1", "v-vera", view("2026-03-21 10:00", "lk-o2"))
    # Engaged by two page views.
    session("wim-1", "v-wim", view("2026-01-12 09:00", "lk-m1"), view("2026-01-12 09:05"))
    # Marlow tries his own link.
    session("marlow-1", "v-marlow", view("2026-03-29 09:00", "lk-m3"), view("2026-03-29 09:05"))
    # The link without a post: Xara and Yves buy, Zoe bounces and comes back through Odile.
    session("xara-1", "v-xara", view("2026-03-26 16:00", "lk-m-bio"))
    session("yves-1", "v-yves", view("2026-03-12 16:00", "lk-m-bio"))
    session("zoe-1", "v-zoe", view("2026-03-14 08:00", "lk-m-bio"))
    session("zoe-2", "v-zoe", view("2026-03-21 08:00", "lk-o2"), view("2026-03-21 08:05"))
    # Visitors who buy nothing: two bounces at Marlow's, one of them Rue's.
    session("anon-1", "v-anon-1", view("2026-03-27 18:00", "lk-m4"))
    session("rue-1", "v-rue-phone", view("2026-03-28 09:00", "lk-m3"))
    # The link comes with the second event: Tamsin's.
    session("anon-2", "v-anon-2", view("2026-03-30 20:00"), view("2026-03-30 20:01", "lk-t1"))
    # Two links, the first counts: Odile's. It starts with the first second of the 7 days.
    session(
        "anon-3",
        "v-anon-3",
        view("2026-03-25 00:00", "lk-o2"),
        view("2026-03-25 00:05", "lk-m2"),
    )
    # A scroll is no page view: a bounce.
    session(
        "anon-4",
        "v-anon-4",
        view("2026-03-22 02:00", "lk-o2"),
        ("2026-03-22 02:01", "scroll", None, None),
    )
    return rows


def _conversions() -> list[Row]:
    def buy(
        number: str, visitor: str, when: str, value: str, currency: str = "EUR", **more: str
    ) -> Row:
        return {
            "conversion_id": f"s-c{number}",
            "visitor_id": visitor,
            "occurred_at": at(when),
            "kind": "refund" if value.startswith("-") else "purchase",
            "value": Decimal(value),
            "currency": currency,
            **more,
        }

    return [
        # One touchpoint: Marlow.
        buy("01", "v-lena", "2026-03-24 10:20", "40.00"),
        # Two, 7 days apart: Odile, Marlow. Later 15.00 of the 60.00 go back.
        buy("02", "v-noor", "2026-03-27 15:30", "60.00"),
        buy("02-back", "v-noor", "2026-03-31 12:00", "-15.00"),
        # Three, 7 days apart, on two devices: Tamsin, Odile, Marlow.
        buy("03", "v-della-laptop", "2026-03-24 09:40", "84.00"),
        # Four, 7 days apart: Marlow, Odile, Odile, Tamsin. 150 dollars at 0.90 are 135 euros.
        buy("04", "v-pia", "2026-03-03 08:30", "150.00", "USD"),
        # Its only touchpoint is exactly 30 days old: outside the lookback, unattributed.
        buy("05", "v-quin", "2026-03-15 12:00", "25.00", topic=TOPIC),
        # No link, only Odile's promo code.
        buy("06", "v-remy", "2026-03-29 18:00", "50.00", promo_code="RISE10"),
        # Tamsin's link and Odile's promo code: the link takes it all.
        buy("07", "v-tove", "2026-03-30 10:15", "30.00", promo_code="RISE10"),
        # Nothing at all, but the shop says which topic: unattributed.
        buy("08", "v-ulf", "2026-03-31 20:00", "20.00", topic=TOPIC),
        # Odile's, refunded in full five days later (in another window).
        buy("09", "v-vera", "2026-03-21 10:20", "45.00"),
        buy("09-back", "v-vera", "2026-03-26 09:00", "-45.00"),
        # Marlow's, refunded in two parts that reach the value.
        buy("10", "v-wim", "2026-01-12 09:30", "30.00"),
        buy("10-back-1", "v-wim", "2026-01-20 09:00", "-10.00"),
        buy("10-back-2", "v-wim", "2026-01-25 09:00", "-20.00"),
        # Marlow buys through his own link: no credit, unattributed.
        buy("11", "v-marlow", "2026-03-29 09:10", "99.00", topic=TOPIC),
        # Lena's second purchase looks back past her first: Marlow, Odile, 7 days apart.
        buy("12", "v-lena", "2026-03-31 10:30", "12.00"),
        # Marlow's link without a post: in `all` only ...
        buy("13", "v-xara", "2026-03-26 16:05", "18.00"),
        # ... unless the shop says the topic.
        buy("14", "v-yves", "2026-03-12 16:10", "22.00", topic=TOPIC),
        # The same link, then Odile's post 7 days later: sourdough is Odile's alone.
        buy("15", "v-zoe", "2026-03-21 08:30", "36.00"),
    ]


def _rates() -> list[Row]:
    """The dollar in euros, one row a day, one rate a month."""
    rates = {12: 0.92, 1: 0.91, 2: 0.89, 3: 0.90}
    first, last = date(2025, 12, 18), date(2026, 3, 31)
    days = [first + timedelta(days=after) for after in range((last - first).days + 1)]
    return [{"day": day, "currency": "USD", "rate_to_reporting": rates[day.month]} for day in days]


def shop_rows() -> Streams:
    """The corner's rows of every stream of tracker and shop."""
    return {
        "tracked_links": _tracked_links(),
        "visits": _visits(),
        "conversions": _conversions(),
        "fx_rates": _rates(),
    }
