import zipfile

import pytest

from benchmarks import ingest
from tests.data.made_stops import as_zip, month, name, row


@pytest.mark.parametrize(
    ("date", "by", "expected"),
    [("2022-03-31", 25, "2024-04-30"), ("2022-03-01", -25, "2020-02-01"), ("2022-03-31", -25, "2020-02-29")],
)
def test_a_date_moves_by_whole_months(date, by, expected):
    content = month(row(date=f"{date}T10:00:00+00:00", policing_operation="2022-03-31"))
    moved = ingest.shifted(content, by)
    assert f",{expected}T10:00:00+00:00,".encode() in moved
    # Only the date of the search moves.
    assert b",2022-03-31," in moved


def test_three_copies_stand_side_by_side_with_the_same_bytes_in_both_places(tmp_path):
    published = as_zip(tmp_path / "met.zip", {name("2022-03"): month(row()), name("2022-03", kind="street"): b"x"})
    packed, folder = ingest.write(tmp_path, published)
    assert sorted(file.parent.name for file in folder.rglob("*.csv")) == ["2020-02", "2022-03", "2024-04"]
    with zipfile.ZipFile(packed) as archive:
        assert all(archive.read(inside) == (folder / inside).read_bytes() for inside in archive.namelist())
    assert ingest.by_reading(packed)() == ingest.by_pandas(folder)() == ingest.by_pandas(packed)() == 3


def test_every_way_into_partitions_reads_the_same_rows(tmp_path, monkeypatch):
    from peel_ml.data.ingest import ingest as brought

    monkeypatch.setitem(brought.__kwdefaults__, "large", 100)
    for path in ingest.write_made(tmp_path, rows=400, files=2):
        assert [way(path)() for way in ingest.STORING.values()] == [400, 400, 400]
        # Warm takes what cold left, and cold begins without it.
        home = path.with_name(f"{path.name}-home")
        assert len(list((home / "ingested").iterdir())) == 1
        ingest.STORING["ingest, cold"](path)
        assert not home.exists()
