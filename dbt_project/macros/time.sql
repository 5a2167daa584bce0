{# Seconds from one time to another, with fractions. #}
{% macro seconds_between(earlier, later) -%}
    {{ adapter.dispatch("seconds_between")(earlier, later) }}
{%- endmacro %}

{% macro duckdb__seconds_between(earlier, later) -%}
    (epoch({{ later }}) - epoch({{ earlier }}))
{%- endmacro %}

{# The number of the stretch of so many seconds, counted from 1970, that a time lies in. #}
{% macro time_slot(event_time, seconds) -%}
    {{ adapter.dispatch("time_slot")(event_time, seconds) }}
{%- endmacro %}

{% macro duckdb__time_slot(event_time, seconds) -%}
    cast(floor(epoch({{ event_time }}) / {{ seconds }}) as bigint)
{%- endmacro %}

{# Share of a window in which a follow stood, 0 to 1, as an exact decimal so that sums of it do not
   depend on the order of rows. Both are names of relations: of int_follows_joined_to_people, whose
   ends may be null and are then passed over, and one with `starts_on` and `as_of`. #}
{% macro share_of_window(follows, windows) -%}
    {%- set starts_at = "cast(" ~ windows ~ ".starts_on as timestamp)" -%}
    {%- set ends_at = "cast(" ~ windows ~ ".as_of as timestamp)" -%}
    {%- set begun_at = "greatest(" ~ follows ~ ".followed_since, " ~ starts_at ~ ")" -%}
    {%- set ended_at = "least(" ~ follows ~ ".followed_until, " ~ ends_at ~ ")" -%}
    cast(
        greatest({{ seconds_between(begun_at, ended_at) }}, 0)
        / {{ seconds_between(starts_at, ends_at) }} as decimal(10, 9)
    )
{%- endmacro %}

{# The median of the values of a group that are not null; of an even number, the mean of the middle. #}
{% macro median_of(value) -%} {{ adapter.dispatch("median_of")(value) }}{%- endmacro %}

{% macro duckdb__median_of(value) -%} median({{ value }}) {%- endmacro %}

{# The elements of a list, one row each. #}
{% macro each_of(list) -%} {{ adapter.dispatch("each_of")(list) }}{%- endmacro %}

{% macro duckdb__each_of(list) -%} unnest({{ list }}){%- endmacro %}

{# The values of a column in one text, sorted, so that the text does not depend on row order. #}
{% macro joined_text(column) -%} {{ adapter.dispatch("joined_text")(column) }}{%- endmacro %}

{% macro duckdb__joined_text(column) -%}
    string_agg(distinct {{ column }}, ',' order by {{ column }})
{%- endmacro %}

{# Whether an event lies before as_of. The default as_of is the day after the last event, so only
   one that was asked for leaves anything out; as a literal it lets the engine estimate sizes. #}
{% macro before_as_of(event_time) -%}
    {%- if var("as_of") -%} {{ event_time }} < cast('{{ var("as_of") }}' as date)
    {%- else -%} true
    {%- endif -%}
{%- endmacro %}

{# The days from one to another, exclusive, as a list. #}
{% macro days_between(first, end) -%}
    {{ adapter.dispatch("days_between")(first, end) }}
{%- endmacro %}

{% macro duckdb__days_between(first, end) -%}
    range(cast({{ first }} as timestamp), cast({{ end }} as timestamp), interval 1 day)
{%- endmacro %}
