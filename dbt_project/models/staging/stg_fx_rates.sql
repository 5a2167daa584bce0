-- One row per day, currency.
-- Values of currencies in the reporting currency.
{{ config(unique_key=["day", "currency"]) }}
with
    fx_rates_deduplicated as (
        {{
            one_row_per_key(
                relation=source("raw", "fx_rates"),
                content=["rate_to_reporting"],
            )
        }}
    )

select day, currency, rate_to_reporting, _file_sha256 as file_sha256, _loaded_at as loaded_at
from fx_rates_deduplicated
