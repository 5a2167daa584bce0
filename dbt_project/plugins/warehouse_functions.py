"""Functions that SQL lacks, given to every connection that dbt opens.

Belongs here: the registration of tested functions of `influence.measures`.
Does not belong here: any arithmetic.
"""

from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin

from influence.measures.phrases import register_comparable_text
from influence.measures.quantiles import register_quantiles


class Plugin(BasePlugin):
    def configure_connection(self, conn: Any) -> None:
        register_quantiles(conn)
        register_comparable_text(conn)
