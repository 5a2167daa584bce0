"""Tables that a model made are recognised, told and left out."""

from pathlib import Path

import pytest

from tests.unit.dumps import dumps

TABLES = {
    "credit": "channel_name,first_touch_conversions,first_touch_value\nSocial,3,1.5\n",
    "markov": "channel_name,markov_order1_total_conversions,removal_effect\nSocial,3,0.5\n",
    "sessions": "domain_sessionid,start_tstamp,end_tstamp,number_unique_cart_ids\ns,1,2,3\n",
    "orders": "event_id,domain_sessionid,event_in_session_index,derived_tstamp_date\ne,s,1,2022\n",
    "paths": "transformed_path,conversions,non_conversions,revenue\nDirect,1,2,3\n",
    "spend": "channel,spend\nDirect,10\n",
    "report": "CHANNEL,CONVERSIONS,REVENUE,ATTRIBUTION_TYPE\nDirect,1,2,shapley\n",
}


@pytest.mark.parametrize("name", TABLES)
def test_a_result_is_told_and_gives_no_rows(tmp_path: Path, name: str) -> None:
    summary = dumps.landed(tmp_path, {f"{name}.csv": TABLES[name]})
    file = summary.files[0]
    assert (file.format, file.status, file.rows_read, file.notes) == (
        "model-results",
        "landed",
        0,
        "1 rows of a model's result left out: the warehouse works it out",
    )


def test_a_table_with_more_than_the_columns_of_a_short_result_is_not_taken_for_it(
    tmp_path: Path,
) -> None:
    summary = dumps.landed(tmp_path, {"budget.csv": "channel,spend,month\nDirect,10,May\n"})
    assert summary.files[0].status == "quarantined"
