"""Everything that Dagster knows of this product, wired together.

Belongs here: wiring. A test or a deployment passes its own resources to `build_definitions`.
Does not belong here: anything else.
"""

import dagster as dg

from orchestration.assets.dumps import landed_dump
from orchestration.assets.published import build_published_asset
from orchestration.assets.warehouse import build_warehouse_assets
from orchestration.checks import CHECKS
from orchestration.dbt_project import dbt_executable, load_dbt_project
from orchestration.jobs import new_dump_files, publish_topics, publish_topics_daily, refresh
from orchestration.resources import Home, OfflineDbt
from orchestration.settings import DBT_PROJECT, read_settings


def build_definitions(**resources: object) -> dg.Definitions:
    """Return the definitions; `resources` (`home`, `dbt`) replace those of the environment."""
    settings = read_settings()
    settings.export()
    project = load_dbt_project()
    warehouse = build_warehouse_assets(project)
    return dg.Definitions(
        assets=[landed_dump, warehouse, build_published_asset(project, warehouse)],
        asset_checks=CHECKS,
        jobs=[refresh, publish_topics],
        schedules=[publish_topics_daily],
        sensors=[new_dump_files],
        resources={
            "home": Home.of(settings),
            "dbt": OfflineDbt(
                project_dir=str(DBT_PROJECT),
                dbt_executable=dbt_executable(),
                global_config_flags=["--no-use-colors"],
            ),
            **resources,
        },
    )


defs = build_definitions()
