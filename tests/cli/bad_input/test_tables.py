"""A table of one's own that cannot be used is refused: all of it at once, by column and count."""

from datetime import date

import polars as pl
import pytest

from tests.cli.bad_input.refusing import MARK, cases, edited, refused

LATE = pl.col("opened") >= date(2023, 11, 1)
MIDDLE = (pl.col("opened") >= date(2023, 9, 1)) & ~LATE
NOWHERE = pl.lit(MARK)
TABLES = {
    "header only": (cases().head(0), ["cases.csv: 1 file, with a header and no rows"]),
    "an empty file": (b"", ["cases.csv: the file is empty"]),
    "missing columns": (
        cases().drop("waited", "sex"),
        [
            "data.columns.waited: the data has no such column. It has 4 columns; `peel data describe PATH` lists them.",
            "data.columns.sex: the data has no such column",
        ],
    ),
    "no header": (
        cases(channel=NOWHERE).write_csv().split("\n", 1)[1].encode(),
        [
            "data.columns: none of the declared columns is there: needed, opened, waited, channel, sex, case",
            "Is its first line a header? The data has 6 columns",
        ],
    ),
    "UTF-16": (cases().write_csv().encode("utf-16"), ["cases.csv: is written in UTF-16"]),
    "neither UTF-8 nor cp1252": (
        cases(channel=NOWHERE).write_csv().encode() + b"c,2023-01-01,1,\x9d,Male,true\n",
        ["cases.csv: is neither UTF-8 nor Windows-1252 (1 bytes belong to neither)"],
    ),
    "rows too long": (
        cases(channel=NOWHERE).write_csv().encode() + f"{MARK}{',x' * 20}\n".encode(),
        ["cases.csv: rows with more cells than the header"],
    ),
    "one outcome only": (
        cases(needed=pl.lit(True)),
        ["the target 'needed' has one outcome only: 2,000 of 2,000 rows are positive"],
    ),
    "a target without a value": (cases(needed=None), ["no row has a value of the target 'needed'"]),
    "a target of words": (
        cases(needed=pl.when(pl.col("needed")).then(NOWHERE).otherwise(pl.lit("no"))),
        ["the target 'needed' holds String, its positive value is declared as bool"],
    ),
    "unparseable dates": (
        cases(opened=pl.concat_str(NOWHERE, pl.col("opened").cast(pl.String))),
        ["split.column: the column 'opened' holds String, not dates: 2,000 of 2,000 cells are nothing like 2023-01-31"],
    ),
    "one unparseable date": (
        cases(opened=pl.when(pl.int_range(pl.len()) == 7).then(NOWHERE).otherwise(pl.col("opened").cast(pl.String))),
        ["the column 'opened' holds String, not dates: 1 of 2,000 cells are nothing like 2023-01-31"],
    ),
    "some dates missing": (
        cases(opened=pl.when(pl.int_range(pl.len()) % 100 > 0).then("opened")),
        ["split.column: 20 of 2,000 rows have no 'opened'"],
    ),
    "too short a period": (cases(opened=pl.lit(date(2023, 5, 5))), ["the data spans 1 calendar month(s)"]),
    "constant in training": (
        cases(needed=pl.when(LATE | MIDDLE).then("needed").otherwise(pl.lit(False))),
        ["the part 'training' holds 1,332 rows with a target, 0 of them positive"],
    ),
    "constant in validation and held out": (
        cases(needed=pl.when(LATE | MIDDLE).then(pl.lit(True)).otherwise("needed")),
        [
            "the part 'validation' holds 334 rows with a target, 334 of them positive",
            "the part 'held_out' holds 334 rows with a target, 334 of them positive",
        ],
    ),
    "a number that is text": (
        cases(waited=NOWHERE),
        ["data.columns.waited: the feature 'waited' is declared as number and holds String"],
    ),
}


@pytest.mark.parametrize("case", TABLES)
def test_a_table_that_cannot_be_used_exits_2(case, peel, home, project):
    data, says = TABLES[case]
    project(text=data) if isinstance(data, bytes) else project(data)
    refused(peel, home, "run", "visits", "--no-flow", says=says)


def test_values_that_are_not_declared_are_counted_and_not_shown(peel, home, project):
    every_tenth = pl.int_range(pl.len()) % 10 == 0
    folder = project(
        cases(
            channel=pl.when(every_tenth).then(NOWHERE).otherwise("channel"),
            sex=pl.when(every_tenth).then(pl.lit("Not stated")).otherwise("sex"),
        )
    )
    edited(
        folder,
        ("name: Channel}", "name: Channel, allowed: [phone, web]}"),
        ("sex: {role: protected}", "sex: {role: protected, nullable: false}"),
    )
    says = [
        "data.columns.channel: 200 of 2,000 cells hold a value that is not allowed. Allowed: phone, web.",
        "data.columns.sex: 200 of 2,000 cells are missing",
    ]
    refused(peel, home, "run", "visits", "--no-flow", says=says)


def test_files_of_one_table_that_differ_are_all_named(peel, home, project):
    folder = project()
    lot = folder / "lot"
    lot.mkdir()
    cases().head(100).write_csv(lot / "a.csv")
    cases(waited=NOWHERE).head(100).drop("sex").with_columns(seen=1).write_csv(lot / "b.csv")
    (lot / "c.csv").write_bytes(b"")
    says = ["b.csv: lacks sex, which a.csv has", "b.csv: has 1 column that a.csv lacks", "c.csv: the file is empty"]
    refused(peel, home, "run", "visits", "--no-flow", "--data", lot, says=says)


def test_a_target_that_is_constant_in_a_month_is_a_finding(peel, home, project):
    folder = project(cases(needed=pl.when(pl.col("opened").dt.month() == 3).then(pl.lit(False)).otherwise("needed")))
    code, out, err = peel("data", "check", folder / "cases.csv", "--use-case", "visits")
    assert code == 3, err
    assert "degenerate-target" in out
    assert "never positive in March 2023" in out
