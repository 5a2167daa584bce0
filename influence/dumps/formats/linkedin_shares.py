"""`Shares.csv` of the data that LinkedIn hands out to one of its members.

Belongs here: the member's own shares.
Does not belong here: pages of companies, which connectors export (`page_connectors`).

Nuances
- *Quotes*: LinkedIn ends every line of a text inside its cell with a quote and begins the next
  with one; these marks are taken out.
- *Ids* are the URN in the share's link, `urn:li:share:..`, `urn:li:ugcPost:..` or
  `urn:li:groupPost:..`.
- *The owner is not named* in any file of the export. The account is "owner of" the oldest share, so
  that a later export of the same member gives the same account.
- *Times* are UTC. Hashtags and links are those in the text, after the address that was shared.
- `MEMBER_NETWORK` is what LinkedIn writes for whatever its members may see; shares to
  `CONNECTIONS` only are counted and left out.
"""

from influence.dumps.formats.signs import hashtags_in_text, links_in_text
from influence.dumps.sample import Sample, Table
from influence.dumps.translation import Translation
from influence.dumps.values import rows

FORMAT = "linkedin-shares"
VERSION = 1
NAME = "LinkedIn data export (Shares.csv)"

_HIDDEN = "CONNECTIONS"


def claims(sample: Sample) -> Translation | None:
    """A table with the columns of `Shares.csv`."""
    if not sample.has("date", "sharelink", "sharecommentary", "visibility"):
        return None
    table = Table(sample)
    link = table["sharelink"]
    # A link without a URN is as good a name as any.
    urn = f"regexp_extract(TRY(url_decode({link})), 'urn:li:[A-Za-z]+:[0-9-]+')"
    post_id = f"coalesce(nullif({urn}, ''), {link})"
    date, text = (
        table["date"],
        f"replace({table['sharecommentary']}, '\"' || chr(10) || '\"', chr(10))",
    )
    is_hidden = f"coalesce({table['visibility']} = '{_HIDDEN}', false)"
    shared = f"[link FOR link IN [{table.get('sharedurl')}] IF trim(link) <> '']"
    return table.translation(
        FORMAT,
        VERSION,
        "posts",
        {
            "posts": rows(
                {
                    "platform": "'linkedin'",
                    "post_id": post_id,
                    "account_id": "owner.account_id",
                    "created_at": date,
                    "text": text,
                    "hashtags": hashtags_in_text(text),
                    "urls": f"list_concat({shared}, {links_in_text(text)})",
                },
                f"NOT {is_hidden}",
                "records AS r CROSS JOIN linkedin_owner AS owner",
            )
        },
        tallies={"shares to connections only, left out": is_hidden},
        prepare=(
            "CREATE TEMP TABLE linkedin_owner AS SELECT 'owner of ' || "
            f"arg_min({post_id}, (TRY_CAST({date} AS TIMESTAMP), {post_id})) AS account_id "
            "FROM records AS r WHERE r._fault IS NULL "
            f"AND TRY_CAST({date} AS TIMESTAMP) IS NOT NULL",
        ),
        prepared=("linkedin_owner",),
        notes=("the export does not name its owner: the account is the owner of its oldest share",),
        in_one_step=True,
    )
