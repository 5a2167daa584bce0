-- A rate lies between what the person's posts drew per exposed pair and the topic's prior: more
-- trials bring it nearer to the former, and never beyond, so that posting more cannot raise it by
-- itself.
{{ config(meta={"dagster": {"ref": {"name": "fct_rates"}}}) }}
select *
from {{ ref("fct_rates") }}
where
    rate < least(prior_rate, successes / trials) - 1e-12
    or rate > greatest(prior_rate, successes / trials) + 1e-12
    or rate_all < least(prior_rate, successes_all / trials_all) - 1e-12
    or rate_all > greatest(prior_rate, successes_all / trials_all) + 1e-12
