{# A keyed hash of a text, as 64 hex digits: sha256(key || sha256(key || text)), so that nobody
   without the key can find a person by hashing known handles. The key stays in its file. #}
{% macro keyed_hash(text) -%}
    sha256(person_keys.secret || sha256(person_keys.secret || {{ text }}))
{%- endmacro %}

{# The one row with the key, to be cross joined as `person_keys`. #}
{% macro person_keys() -%} {{ adapter.dispatch("person_keys")() }}{%- endmacro %}

{% macro duckdb__person_keys() -%}
    (
        select trim(content, chr(10) || chr(13) || ' ') as secret
        from read_text('{{ env_var("INFLUENCE_PERSON_KEY_FILE", "../data/person_key") }}')
    )
{%- endmacro %}

{# 63 bits of a hex digest as a positive BIGINT, the join key of a person inside the warehouse. #}
{% macro hex_to_bigint(digest) -%} {{ adapter.dispatch("hex_to_bigint")(digest) }} {%- endmacro %}

{% macro duckdb__hex_to_bigint(digest) -%}
    cast(cast('0x' || substr({{ digest }}, 1, 16) as ubigint) >> 1 as bigint)
{%- endmacro %}

{# A hex digest as a position from 0 up to 1: 52 bits, which every engine and file holds exactly. #}
{% macro hash_position(digest) -%} {{ adapter.dispatch("hash_position")(digest) }} {%- endmacro %}

{% macro duckdb__hash_position(digest) -%}
    (cast({{ hex_to_bigint(digest) }} >> 11 as double) / pow(2, 52))
{%- endmacro %}

{# The canonical text of an id: account:<platform>:<id>, visitor:<id> or person:<id>. #}
{% macro node(kind, platform, id) -%}
    case
        when {{ kind }} = 'account'
        then 'account:' || {{ platform }} || ':' || {{ id }}
        else {{ kind }} || ':' || {{ id }}
    end
{%- endmacro %}

{# Joins an event to whose its visitor was at that time. Both are names of relations: of
   int_visitors_joined_to_people, and one with `visitor_id` and the time. Equal ids meet in few rows:
   a visitor has one for each change of who used it. #}
{% macro visitor_at(visitors, events, event_time) -%}
    {{ events }}.visitor_id = {{ visitors }}.visitor_id
    and (
        {{ visitors }}.valid_from is null
        or {{ visitors }}.valid_from <= {{ events }}.{{ event_time }}
    )
    and (
        {{ visitors }}.valid_until is null
        or {{ events }}.{{ event_time }} < {{ visitors }}.valid_until
    )
{%- endmacro %}

{# Whose row the credit of `credit.person_key` is in: people who may not be named are one together. #}
{% macro credited_to() -%}
    case
        when credit.person_key is null
        then 'unattributed'
        when counted.is_publishable
        then 'person'
        else 'withheld'
    end
{%- endmacro %}
