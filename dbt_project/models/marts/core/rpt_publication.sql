-- One row per as_of.
-- What the published tables were built from and by which method. Publication id and time are
-- added when the tables are published. Empty where the dump tells no event, as there is no day then
-- that windows could end at.
{{ config(alias="publication", schema="published", access="public") }}
with windows as (select * from {{ ref("int_windows") }})

select
    max(as_of) as as_of,
    max(last_event_at) as data_through,
    '{{ var("method_version") }}' as method_version,
    {{ dbt.string_literal(dbt.escape_single_quotes(method_vars())) }} as method_vars
from windows
having max(as_of) is not null
