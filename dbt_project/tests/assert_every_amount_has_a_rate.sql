-- Names the currencies and days of amounts that no rate of exchange covers, and what to do. Their
-- conversions wait and are in no table, so that one missing rate does not stop all others: an error
-- of the data, told by the ledger too, and none that stops a publication.
{{ config(severity="warn", meta={"dagster": {"ref": {"name": "int_conversions_waiting"}}}) }}
with waiting as (select * from {{ ref("int_conversions_waiting") }})

select
    currency,
    activity_date,
    count(*) as conversions,
    'fx_rates: no rate of '
    || currency
    || ' on or before '
    || activity_date
    || ', expected one for '
    || count(*)
    || ' conversions, which wait. Drop a file of fx_rates with it and run again.' as fault
from waiting
group by currency, activity_date
