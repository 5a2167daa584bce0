-- The direct credit of all people for a topic's adoptions is no more than those that had somebody
-- to come of: the ones that did not start their item.
{{ config(meta={"dagster": {"ref": {"name": "fct_adoption_credit"}}}) }}
with credit as (select * from {{ ref("fct_adoption_credit") }})

select window_days, topic_number, adoption_model, sum(adoptions_direct) as credited
from credit
group by window_days, topic_number, adoption_model
having sum(adoptions_direct) > sum(adoptions - items_started) + 0.000001
