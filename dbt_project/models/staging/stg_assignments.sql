-- One row per experiment_id, unit_kind, unit_id.
-- Units of randomised holdouts.
{{ config(unique_key=["experiment_id", "unit_kind", "unit_id"]) }}
with
    assignments_deduplicated as (
        {{
            one_row_per_key(
                relation=source("raw", "assignments"),
                content=["platform", "account_id", "arm", "assigned_at"],
            )
        }}
    )

select
    experiment_id,
    platform,
    account_id,
    unit_kind,
    unit_id,
    arm,
    assigned_at,
    _file_sha256 as file_sha256,
    _loaded_at as loaded_at
from assignments_deduplicated
