"""Raw files of before a stream had a column are read beside those of after."""

from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from tests.integration.dbt_bench import Bench

NEWER = "margin"


def test_what_an_older_file_does_not_tell_is_null(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    columns = "conversion_id,visitor_id,occurred_at,kind,value,currency,margin"
    bench.drop("older.csv", columns, "a,v1,2026-03-05T10:00:00Z,purchase,10,EUR,4")
    bench.land()
    [older] = [path for path in raw_files(bench) if rows_of(path)]
    bench.drop("newer.csv", columns, "b,v1,2026-03-05T11:00:00Z,purchase,20,EUR,8")
    bench.land(hours=1)
    without = older.with_name("without")
    duckdb.sql(
        f"copy (select * exclude ({NEWER}) from read_parquet('{older}')) to '{without}' "
        "(format parquet)"
    )
    without.replace(older)

    bench.dbt("warehouse", "--select", "stg_conversions")
    told = f"select conversion_id, cast({NEWER} as double) from staging.stg_conversions"
    assert sorted(bench.query("warehouse", told)) == [("a", None), ("b", 8.0)]


def raw_files(bench: Bench) -> list[Path]:
    return sorted((bench.folder / "raw" / "current" / "conversions").glob("*.parquet"))


def rows_of(path: Path) -> int:
    return pq.read_metadata(path).num_rows
