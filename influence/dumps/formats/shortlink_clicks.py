"""Click logs of short links as bitly streams them (1.usa.gov): one click a line.

Belongs here: clicks and the links that they were made on.
Does not belong here: what people did behind the link (trackers of the target site).

Nuances
- *Visitors* have no id in the log. A visitor is the hash of what is told of the browser and its
  place: user agent, languages, time zone, coordinates of the city. People behind one gateway may
  be one visitor, and a click of theirs on the same link in the same second one click.
- *Links*: `h` is the hash of one account's link, `g` of the target whoever shortened it. A link
  that was made without an account names `bitly` as its maker (and has h = g): nobody is credited.
- *Referrer* `direct` is none. *Heartbeats* (`{"_heartbeat_": ...}`) keep the connection alive.
- *Robots* that name themselves are tallied: nobody saw the link.
- `nk` (the browser was seen before), country and city have no column in the contract.
"""

from influence.dumps.formats.web_values import is_robot, told_once, utm_of_query
from influence.dumps.sample import Sample
from influence.dumps.translation import Translation
from influence.dumps.values import from_seconds, rows

FORMAT = "shortlink-clicks"
VERSION = 1
NAME = "short-link click logs (bitly, 1.usa.gov)"
PLATFORM = "'bitly'"
_SIGNS = {"h", "g", "u", "t"}
_HEARTBEAT = "_heartbeat_"

_STRUCTURE = {
    **dict.fromkeys(("a", "al", "tz", "h", "l", "u", "r", "t", "hc", _HEARTBEAT), "VARCHAR"),
    "ll": "DOUBLE[]",
}
_IS_CLICK = "coalesce(r.h, r.u, r.t) IS NOT NULL"
_IS_ROBOT = "r._is_robot"
_VISITOR = (
    "md5(concat(r.a, '|', r.al, '|', r.tz, '|', "
    "CAST(r.ll[1] AS VARCHAR), '|', CAST(r.ll[2] AS VARCHAR)))"
)
# Made without an account, under the names that the feed has used for that.
_IS_NOBODYS = "coalesce(r.l, '') IN ('', 'bitly', 'anonymous')"


def claims(sample: Sample) -> Translation | None:
    """Lines with both hashes, the target and the time of a click; heartbeats may stand between."""
    if sample.container != "ndjson":
        return None
    if not any(record.keys() >= _SIGNS for record in sample.records):
        return None
    return Translation(
        format=FORMAT,
        version=VERSION,
        container="ndjson",
        main_stream="visits",
        structure=_STRUCTURE,
        marks={"_is_robot": is_robot("r.a")},
        candidates={
            "visits": rows(
                {
                    "visitor_id": _VISITOR,
                    "occurred_at": from_seconds("r.t"),
                    "event": "'click'",
                    "page_url": "r.u",
                    "referrer": "nullif(r.r, 'direct')",
                    "link_id": "r.h",
                    **utm_of_query("r.u"),
                },
                where=f"{_IS_CLICK} AND NOT {_IS_ROBOT}",
            ),
            "tracked_links": told_once(
                {
                    "link_id": "r.h",
                    "url": "r.u",
                    "platform": PLATFORM,
                    "account_id": "r.l",
                    "created_at": from_seconds("r.hc"),
                },
                where=f"{_IS_CLICK} AND NOT {_IS_NOBODYS}",
            ),
        },
        unclaimed=f"r._fault IS NULL AND NOT {_IS_CLICK} AND r.{_HEARTBEAT} IS NULL",
        unclaimed_reason="neither a click (h, u, t) nor a heartbeat",
        tallies={
            "heartbeats": f"r.{_HEARTBEAT} IS NOT NULL AND NOT {_IS_CLICK}",
            "clicks of robots left out": f"{_IS_CLICK} AND {_IS_ROBOT}",
            "clicks on links that no account made": f"{_IS_CLICK} AND {_IS_NOBODYS}",
        },
    )
