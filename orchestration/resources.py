"""What assets are given to work with: paths, and dbt.

Belongs here: Dagster resources.
Does not belong here: defaults of paths (`settings`).
"""

from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

import dagster as dg
from dagster_dbt import DbtCliResource
from packaging.version import Version, parse

from orchestration.settings import Settings


# Dagster fills the type parameter in itself; a resource that is its own value has none to give.
class Home(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The folders of this installation, as absolute paths, and the limits to work within."""

    data: str
    dumps: str
    warehouse: str
    person_key_file: str
    memory: str
    threads: str
    most_quarantined: float
    settle_seconds: float

    @classmethod
    def of(cls, settings: Settings) -> "Home":
        """Return the settings as a resource that the Dagster UI shows."""
        return cls(
            data=str(settings.data),
            dumps=str(settings.dumps),
            warehouse=str(settings.warehouse),
            person_key_file=str(settings.person_key_file),
            memory=settings.memory,
            threads=settings.threads,
            most_quarantined=settings.most_quarantined,
            settle_seconds=settings.settle_seconds,
        )

    @property
    def settings(self) -> Settings:
        return Settings(
            data=Path(self.data),
            dumps=Path(self.dumps),
            warehouse=Path(self.warehouse),
            person_key_file=Path(self.person_key_file),
            memory=self.memory,
            threads=self.threads,
            most_quarantined=self.most_quarantined,
            settle_seconds=self.settle_seconds,
        )


class OfflineDbt(DbtCliResource):
    """dbt in a process of its own, without looking at the package index for a newer dbt."""

    @cached_property
    def _cli_version(self) -> Version:
        # The parent asks `dbt --version`, which goes to the network and takes two seconds.
        return parse(version("dbt-core"))

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> None:  # type: ignore[override]
        # Only dagster-dbt's own look into the tables needs it; here it would cost two seconds.
        return
