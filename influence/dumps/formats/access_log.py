"""Access logs of web servers: Apache's and nginx's combined log, and the common log.

Belongs here: which requests are page views, and whose.
Does not belong here: error logs, and logs of a format of one's own (a mapping names its columns).

Nuances
- *Page views* are GET requests that ended well (2xx, or 304: seen again out of the cache) for a
  path that ends in a page: no extension, or one of a page. Everything else is tallied, each
  request under the first of: errors, redirects (the browser comes again at their target), other
  methods, robots, programs (feed readers, scripts), files (images, styles, downloads).
- *Visitors* have no id in the log: the hash of address and user agent. The common log tells no
  agent, so all people behind one address are one visitor. The log knows no sessions.
- *Addresses of pages* are paths, as a log does not tell the host. A log of several hosts
  (`vhost:port` before each line) does, and its port tells the scheme.
- *utm* values and `link_id` are those of the query of the requested address.
"""

import re

from influence.dumps.connection import sql_text
from influence.dumps.formats.web_values import is_robot, link_of_query, utm_of_query
from influence.dumps.sample import Sample
from influence.dumps.translation import Translation
from influence.dumps.values import from_format, rows

FORMAT = "access-log"
VERSION = 1
NAME = "access logs (Apache and nginx, common and combined)"

_QUOTED = r'"((?:[^"\\]|\\.)*)"'
_LINE = (
    r"^(?:([^\s:]+):(\d+) )?(\S+) [^\[]*\[([^\]]+)\] "
    rf"{_QUOTED} (\d{{3}}) \S+(?: {_QUOTED} {_QUOTED})?"
)
_NAMES = ("host", "port", "address", "time", "request", "status", "referrer", "agent")
_PAGES = "html htm xhtml shtml php php3 php5 asp aspx jsp jspx do cgi pl cfm"
_PROGRAM = (
    "(?i)feed|fetch|curl|wget|libwww|python|java/|perl|ruby|go-http|http_request|okhttp|"
    "reader|rss|monitor|externalhit|preview"
)


def _part(name: str) -> str:
    return f"r._request['{name}']"


_PATH = f"split_part({_part('request')}, ' ', 2)"
_METHOD = f"split_part({_part('request')}, ' ', 1)"
_STATUS = _part("status")
_EXTENSION = (
    f"lower(regexp_extract({_PATH}, '^[^?#]*\\.([A-Za-z][A-Za-z0-9]{{0,4}})(?:[?#]|$)', 1))"
)
_IS_PAGE = f"{_EXTENSION} IN ('', {', '.join(sql_text(end) for end in _PAGES.split())})"
_KIND = (
    f"CASE WHEN r._fault IS NOT NULL OR {_STATUS} = '' THEN NULL "
    f"WHEN {_STATUS} >= '400' OR {_STATUS} < '200' THEN 'error' "
    f"WHEN {_STATUS} >= '300' AND {_STATUS} <> '304' THEN 'redirect' "
    f"WHEN {_METHOD} <> 'GET' THEN 'method' "
    f"WHEN {is_robot(_part('agent'))} THEN 'robot' "
    f"WHEN regexp_matches({_part('agent')}, {sql_text(_PROGRAM)}) THEN 'program' "
    f"WHEN {_IS_PAGE} THEN 'page' ELSE 'file' END"
)
_TALLIED = {
    "error": "requests that ended in an error",
    "redirect": "requests that were sent elsewhere",
    "method": "requests other than GET",
    "robot": "requests of robots left out",
    "program": "requests of feed readers and other programs left out",
    "file": "requests for images, styles and other files",
}
_ORIGIN = (
    f"CASE WHEN {_part('host')} = '' THEN '' "
    f"WHEN {_part('port')} = '443' THEN concat('https://', {_part('host')}) "
    f"ELSE concat('http://', {_part('host')}) END"
)
# What a line is, is asked of each request once.
_REQUESTS = "requests_by_kind"
_PATTERN = re.compile(_LINE)


def claims(sample: Sample) -> Translation | None:
    """A text most of whose first lines are requests in one of the two formats."""
    filled = [line for line in sample.lines if line.strip()]
    requests = sum(bool(_PATTERN.match(line)) for line in filled)
    if sample.container != "table" or requests * 2 <= len(filled):
        return None
    names = ", ".join(sql_text(name) for name in _NAMES)
    return Translation(
        format=FORMAT,
        version=VERSION,
        container="text",
        main_stream="visits",
        structure={"line": "VARCHAR"},
        marks={"_request": f"regexp_extract(r.line, {sql_text(_LINE)}, [{names}])"},
        candidates={
            "visits": rows(
                {
                    "visitor_id": f"md5(concat({_part('address')}, '|', {_part('agent')}))",
                    "occurred_at": from_format(_part("time"), "%d/%b/%Y:%H:%M:%S %z"),
                    "event": "'page_view'",
                    "page_url": f"concat({_ORIGIN}, {_PATH})",
                    "referrer": f"nullif({_part('referrer')}, '-')",
                    "link_id": link_of_query(_PATH),
                    **utm_of_query(_PATH),
                },
                where="r.kind = 'page'",
                source=f"{_REQUESTS} AS r",
            )
        },
        unclaimed=f"r._fault IS NULL AND {_STATUS} = ''",
        unclaimed_reason=(
            'not a line of an access log: expected address, [time], "request", status and size'
        ),
        prepare=(
            f"CREATE TEMP TABLE {_REQUESTS} AS SELECT r._line, r._byte_offset, r._raw, r._fault, "
            f"r._request, {_KIND} AS kind FROM records AS r",
        ),
        prepared=(_REQUESTS,),
        item_tallies={
            label: f"SELECT count(*) FROM {_REQUESTS} WHERE kind = '{kind}'"
            for kind, label in _TALLIED.items()
        },
    )
