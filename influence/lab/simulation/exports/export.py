"""One dump told twice: what X, Bluesky and GA4 can say in their formats, the rest in the open one.

Belongs here: which rows go where.
Does not belong here: names (`translated`) and shapes (`x`, `bluesky`, `ga4`).
"""

from pathlib import Path

import duckdb

from influence.errors import DumpError
from influence.lab.simulation.exports import bluesky, ga4, x
from influence.lab.simulation.exports.translated import BLUESKY, X, translate, write_open

# Rows that stay in the open format, of the streams that a platform tells some of.
_REST = {
    "posts": f"platform NOT IN ('{X}', '{BLUESKY}')",
    "interactions": f"NOT (platform = '{BLUESKY}' AND kind = 'like')",
    "follows": f"platform <> '{BLUESKY}'",
    "visits": "false",
    "conversions": "false",
}


def export(dump: Path, out: Path) -> None:
    """Write the open dump `dump` below `out` as platforms would have written it.

    Raises DumpError where `out` lies in the dump or the dump in it, or `dump` holds no posts.
    """
    one, other = dump.resolve(), out.resolve()
    if one == other or one in other.parents or other in one.parents:
        raise DumpError(f"{out} and {dump} lie in each other; write the export beside the dump")
    if not (dump / "posts").is_dir():
        raise DumpError(f"{dump} holds no folder 'posts'; expected a dump that a world wrote")
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        for stream in translate(con, dump):
            write_open(con, stream, _REST.get(stream, "true"), out)
        x.write(con, out)
        bluesky.write(con, out)
        ga4.write(con, out)
