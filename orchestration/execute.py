"""Execute one job in this process: `python -m orchestration.execute <job> <dumps> [as_of]`.

Belongs here: starting a Dagster run and telling why it failed.
Does not belong here: anything for the eye; `run` starts this and shows what it tells.
"""

import sys
from collections.abc import Iterator
from typing import Any

import dagster as dg

from orchestration.definitions import defs
from orchestration.history import write_history_without_waiting
from orchestration.progress import tell

DBT_ERRORS = "Errors parsed from dbt logs:"
STARTED_BY = {"influence/started_by": "make run"}


def job(name: str) -> dg.JobDefinition:
    """Return a job by name, as Dagster reconstructs it."""
    return defs.resolve_job_def(name)


def run_config(dumps: str, as_of: str) -> dict[str, Any]:
    """Return the configuration of a run on `dumps`, with windows that end at `as_of` if given."""
    return {
        "ops": {
            "land_dump": {"config": {"dumps": dumps}},
            "build_warehouse": {"config": {"as_of": as_of}},
        },
        "loggers": {"console": {"config": {"log_level": "INFO"}}},
    }


def main(arguments: list[str]) -> int:
    """Execute the job; return 0 only when every step and every blocking check passed."""
    name, dumps, as_of = [*arguments, ""][:3]
    write_history_without_waiting()
    with dg.DagsterInstance.get() as instance:
        _end_dead_runs(instance)
        tell("loading")
        pointer = dg.build_reconstructable_job(
            "orchestration.execute", "job", reconstructable_args=(name,)
        )
        with dg.execute_job(
            pointer, instance, run_config=run_config(dumps, as_of), tags=STARTED_BY
        ) as result:
            tell("ended", run_id=result.run_id, success=result.success, faults=[*_faults(result)])
            return 0 if result.success else 1


def _end_dead_runs(instance: dg.DagsterInstance) -> None:
    """Free what a killed `make run` still holds: it cannot be alive, since we have its lock."""
    unfinished = dg.RunsFilter(
        tags=STARTED_BY, statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING]
    )
    for run in instance.get_runs(unfinished):
        instance.report_run_failed(run, "The process of this run is gone.")
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)


def _faults(result: dg.JobExecutionResult) -> Iterator[str]:
    for check in result.get_asset_check_evaluations():
        if not check.passed and check.severity is dg.AssetCheckSeverity.ERROR:
            reason = f": {check.description}" if check.description else ""
            yield f"Check {check.check_name} on {check.asset_key.to_user_string()} failed{reason}"
    for happened in result.all_events:
        if happened.is_step_failure:
            error = happened.step_failure_data.error
            cause = error.cause if error and error.cause else error
            message = cause.message.strip() if cause else ""
            # dbt's own words, without the command line and the advice for the Dagster UI.
            yield f"Step {happened.step_key} failed: {message.rpartition(DBT_ERRORS)[2].strip()}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
