from benchmarks import table

DOCUMENT = {
    "title": "A title",
    "rows": [
        {"what": "faster", "value": 9.5, "unit": "x", "low": None, "high": None, "at_least": 12.0, "at_most": None}
        | {"reached": False},
        {"what": "better", "value": 0.001, "unit": "AUC", "low": -0.001, "high": 0.003, "at_least": -0.002}
        | {"at_most": None, "reached": True},
    ],
    "machine": {"cores": 2, "processor": "P", "memory_gb": 4.0, "python": "3.11", "bytecode": "compiled"}
    | {"versions": {"polars": "1"}},
    "idle_share": 0.5,
    "busy": True,
    "measured": "2026-01-01",
}


def test_a_bar_that_is_missed_and_a_busy_machine_stand_out():
    text = table.shown(DOCUMENT)
    assert "| faster | 9.50 x | at least 12.00 x | **no** |" in text
    assert "| better | +0.0010 (-0.0010 to +0.0030) | at least -0.0020 | yes |" in text
    assert "**The machine was busy (50% idle)" in text


def test_many_figures_without_a_bar_are_folded_away_and_none_is_lost():
    plain = DOCUMENT["rows"][0] | {"at_least": None, "reached": None}
    rows = [*DOCUMENT["rows"], *(plain | {"what": f"figure {i}"} for i in range(table.MOST_UNFOLDED + 1))]
    text = table.shown(DOCUMENT | {"rows": rows})
    before, folded = text.split("<details>")
    assert "faster" in before
    assert "figure 0" not in before
    assert all(f"| figure {i} |" in folded for i in range(table.MOST_UNFOLDED + 1))
    assert "<details>" not in table.shown(DOCUMENT | {"rows": rows[2:]})


def test_what_is_missed_stands_first():
    assert "Figures held to a bar: 2; reached: 1." in table.missed([DOCUMENT])
    assert "| A title | faster | 9.50 x | at least 12.00 x |" in table.missed([DOCUMENT])
    assert table.missed([DOCUMENT | {"rows": DOCUMENT["rows"][1:]}]) == "Figures held to a bar: 1; all are reached."


def test_the_readme_holds_what_the_results_say():
    text = table.README.read_text()
    written = text.partition(table.BEGIN)[2].partition(table.END)[0]
    assert written.strip() == table.table().strip()


def test_refreshing_changes_nothing_outside_the_marks(monkeypatch, tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{table.BEGIN}\nold\n{table.END}\nafter\n")
    monkeypatch.setattr(table, "README", readme)
    monkeypatch.setattr(table, "RESULTS", tmp_path)
    table.refresh()
    kept = readme.read_text()
    assert kept.startswith(f"before\n{table.BEGIN}\n")
    assert kept.endswith(f"\n{table.END}\nafter\n")
    assert "old" not in kept
