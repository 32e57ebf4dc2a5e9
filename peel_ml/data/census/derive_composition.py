"""Derive the tables of who lives in an area from published files.

Run as::

    python -m peel_ml.data.census.derive_composition SOURCE --out peel_ml/data/census

where SOURCE is a folder that holds what `peel_ml.data.census.derive` reads, and

- ``ethnic-group-2011-2021-by-lsoa.xlsx``: ethnic group by small area, sheet ``2021`` (GLA Census Information Scheme);
- ``london_areas_lookup.parquet``: output area to small area of 2011 and 2021, ward of 2024 and borough;
- ``imd_2019.parquet``: English Indices of Deprivation 2019, by small area.

Borough counts are those published for boroughs; ward counts are sums of the small areas, each of which lies in
one ward of the lookup. IMD 2019 was published on areas of 2011: codes of 2011 go through the lookup (a
merged area has the mean of its output areas). The file may have been put on areas of 2021 before; then all of
its codes are, and they are used as they stand.
"""

from __future__ import annotations

import argparse
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import polars as pl

from peel_ml.data.census.derive import derive as derive_boroughs
from peel_ml.data.vocabulary import GROUPS
from peel_ml.errors import BadRequest, Problem

GROUP_LIST = list(GROUPS["ons-5"])
COUNTS = ["residents", *GROUP_LIST]
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_CELL = re.compile(r"^([A-Z]+)\d+$")


def derive(source: Path) -> dict[str, pl.DataFrame]:
    """Return the tables by level: code, name, borough, residents, those of each group, and IMD 2019.

    Raises
    ------
    BadRequest
        The files do not fit together.
    """
    lookup = pl.read_parquet(source / "london_areas_lookup.parquet").with_columns(
        pl.col(pl.Categorical).cast(pl.String)
    )
    small = counts_by_lsoa(source / "ethnic-group-2011-2021-by-lsoa.xlsx")
    scores = imd_on_2021_areas(pl.read_parquet(source / "imd_2019.parquet"), lookup)
    places = lookup.select("LSOA21CD", "LSOA21NM", "WD24CD", "WD24NM", "LAD22CD", "LAD22NM").unique()
    if places.height != places["LSOA21CD"].n_unique() or set(places["LSOA21CD"]) != set(small["area_code"]):
        raise BadRequest("The files of small areas and the lookup are not of the same areas.")
    lsoa = small.join(places, left_on="area_code", right_on="LSOA21CD").join(scores, on="area_code", how="left")
    boroughs = (
        derive_boroughs(source).rename({"area": "area_name"}).with_columns(residents=pl.sum_horizontal(GROUP_LIST))
    )
    scored = _summed(lsoa, "LAD22CD", "LAD22NM").select("area_code", "area_name", "borough", "imd_2019")
    return {
        "borough": _arranged(boroughs.join(scored, on="area_name")),
        "ward": _arranged(_summed(lsoa, "WD24CD", "WD24NM")),
        "lsoa": _arranged(lsoa.rename({"LSOA21NM": "area_name", "LAD22NM": "borough"})),
    }


def _summed(lsoa: pl.DataFrame, code: str, name: str) -> pl.DataFrame:
    score = pl.col("imd_2019")
    mean = (score * pl.col("residents")).sum() / pl.col("residents").sum()
    return (
        lsoa.group_by(area_code=pl.col(code), area_name=pl.col(name), borough=pl.col("LAD22NM"))
        .agg(pl.col(COUNTS).sum(), imd_2019=pl.when(score.is_not_null().all()).then(mean))
        .sort("area_code")
    )


def _arranged(table: pl.DataFrame) -> pl.DataFrame:
    return table.select(
        "area_code", "area_name", "borough", pl.col(COUNTS).cast(pl.Int32), pl.col("imd_2019").round(3)
    ).sort("area_code")


def imd_on_2021_areas(imd: pl.DataFrame, lookup: pl.DataFrame) -> pl.DataFrame:
    """Return ``area_code`` (2021) and ``imd_2019``; of areas merged since 2011 the mean by output areas.

    Raises
    ------
    BadRequest
        The codes are neither all of 2021 nor all of 2011.
    """
    given = imd.select(code=pl.col("LSOA code").cast(pl.String), imd_2019="IMD Score")
    codes = set(given["code"])
    if codes <= set(lookup["LSOA21CD"]):
        return given.rename({"code": "area_code"})
    if not codes <= set(lookup["LSOA11CD"]):
        raise BadRequest("The codes of the indices of deprivation are neither all of 2011 nor all of 2021.")
    return (
        lookup.select("LSOA21CD", "LSOA11CD")
        .join(given, left_on="LSOA11CD", right_on="code", how="left")
        .group_by(area_code=pl.col("LSOA21CD"))
        .agg(imd_2019=pl.when(pl.col("imd_2019").is_not_null().all()).then(pl.col("imd_2019").mean()))
    )


def counts_by_lsoa(path: Path) -> pl.DataFrame:
    """Return ``area_code``, ``residents`` and one column a group from the sheet ``2021`` of the workbook.

    Raises
    ------
    BadRequest
        The sheet's columns are not those expected.
    """
    rows = sheet_rows(path, "2021")
    head = next(rows)
    groups = {
        column: group
        for column, title in head.items()
        for group in GROUP_LIST
        if title.startswith(f"{group.split()[0].rstrip(',')} ")
    }
    code = next((column for column, title in head.items() if title == "LSOA code"), None)
    total = next((column for column, title in head.items() if title == "All usual residents"), None)
    if code is None or total is None or len(groups) != 19:
        what = f"{len(groups)} columns of ethnic groups, 19 expected, with a code and all usual residents"
        raise BadRequest("The workbook cannot be read.", [Problem(what, where=path.name)])
    table = pl.DataFrame(
        [
            {
                "area_code": row[code],
                "residents": int(row[total]),
                **{
                    group: sum(int(row[column]) for column, of in groups.items() if of == group) for group in GROUP_LIST
                },
            }
            for row in rows
            if code in row
        ]
    )
    # The total is that of the groups: each count was perturbed on its own, and shares have to add up to one.
    return table.with_columns(residents=pl.sum_horizontal(GROUP_LIST))


def sheet_rows(path: Path, name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a workbook's sheet, each as cell text by column letter (Office Open XML, ECMA-376)."""
    with zipfile.ZipFile(path) as book:
        texts = [
            "".join(part.text or "" for part in item.iter(f"{{{_SHEET}}}t"))
            for item in _parsed(book.read("xl/sharedStrings.xml"))
        ]
        names = [sheet.get("name") for sheet in _parsed(book.read("xl/workbook.xml")).iter(f"{{{_SHEET}}}sheet")]
        if name not in names:
            raise BadRequest("The workbook cannot be read.", [Problem(f"no sheet {name!r}", where=path.name)])
        sheet = _parsed(book.read(f"xl/worksheets/sheet{names.index(name) + 1}.xml"))
        for row in sheet.iter(f"{{{_SHEET}}}row"):
            cells = {}
            for cell in row:
                letters, value = _CELL.match(cell.get("r", "")), cell.find(f"{{{_SHEET}}}v")
                if letters and value is not None and value.text is not None:
                    cells[letters[1]] = texts[int(value.text)] if cell.get("t") == "s" else value.text
            yield cells


def _parsed(text: bytes) -> ElementTree.Element:
    # Entities that expand are a danger in files of strangers; this script reads the publisher's own, by hand.
    return ElementTree.fromstring(text)  # noqa: S314


def _main(arguments: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Derive the tables of who lives in an area.")
    parser.add_argument("source", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="folder the three tables are written to")
    options = parser.parse_args(None if arguments is None else list(arguments))
    for level, table in derive(options.source).items():
        table.write_parquet(options.out / f"composition_{level}.parquet", compression="zstd", compression_level=19)


if __name__ == "__main__":
    _main()
