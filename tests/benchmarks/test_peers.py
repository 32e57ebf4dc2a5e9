import json
from dataclasses import replace
from xml.etree.ElementTree import fromstring

import numpy as np
import polars as pl
import pytest
from sklearn.metrics import roc_auc_score

from benchmarks import made
from benchmarks.peers import commands, drawing, handed, holding, learning, venvs, whole
from benchmarks.peers.drawing import Panel, Point
from benchmarks.peers.learning import Learner, Learnt
from benchmarks.peers.stages import Stages
from benchmarks.peers.watched import Watched, watched

USAGE = Watched(300.0, 500.0, 900.0, 0)


def done(name, wall_s, fairness_s=0.0):
    stages = {"fairness": {"wall_s": fairness_s, "cpu_s": fairness_s}} if fairness_s else {}
    return whole.Done(name, replace(USAGE, wall_s=wall_s), 0.7, stages, {}, {"seed": "a.md"}, 1.0, 2.0)


def test_peers_are_handed_the_rows_that_naive_reads_itself(tmp_path):
    from benchmarks import naive

    handed.write_made(tmp_path, made.table(rows=2_000))
    x, y, test, outcome = naive.read(str(tmp_path / "made.csv"))
    development, judged = (pl.read_csv(tmp_path / f"{name}.csv") for name in ("development", "test"))
    assert (len(development), len(judged)) == (len(x), len(test))
    assert development["needed"].cast(int).to_list() == y.tolist()
    assert judged["needed"].cast(int).to_list() == outcome.tolist()
    assert judged["number_01"].to_list() == test["number_01"].where(test["number_01"].notna(), None).to_list()
    assert set(json.loads((tmp_path / "columns.json").read_text())["protected"]) == {"sex", "age"}


def test_a_run_on_other_rows_is_not_compared(tmp_path):
    handed.write_made(tmp_path, made.table(rows=500))
    sizes = [len(pl.read_csv(tmp_path / f"{name}.csv")) for name in ("development", "test")]
    parts = [{"name": name, "rows": rows} for name, rows in zip(("training", "validation"), sizes, strict=True)]
    whole.same_rows({"data": {"parts": parts}}, tmp_path)
    parts[1]["rows"] += 1
    with pytest.raises(SystemExit, match="Not the same rows"):
        whole.same_rows({"data": {"parts": parts}}, tmp_path)


def test_the_bar_counts_naive_without_its_fairness_and_peel_with_its_own():
    peer = whole.PEERS["naive"]
    rows = whole.rows_of(
        [done("PEEL ML", 20.0)], [{"fairness": 4.0, "learned": 9.0}], [(peer, done("Naive", 350, 50))], True
    )
    assert [row.value for row in rows[:3]] == [15.0, 300 / 16, 17.5]
    assert (rows[0].at_least, rows[0].reached, rows[1].at_least) == (12.0, True, None)
    small = whole.rows_of([done("PEEL ML", 20.0)], [{}], [(peer, done("Naive", 350, 50))], False)
    assert small[0].at_least is None


def test_peers_that_are_not_asked_for_keep_what_was_measured():
    peer = whole.PEERS["naive"]
    was = replace(done("Naive", 350, 50), remark="other work ran beside it")
    raw = json.loads(json.dumps({"naive": whole.raw_of(was), "rows": 5}))
    assert whole.earlier(raw) == [(peer, was)]
    names = [row.what for row in whole.rows_of([done("PEEL ML", 20.0)], [{}], whole.earlier(raw), True)]
    assert "Naive: wall (other work ran beside it)" in names


def test_the_interval_of_two_aucs_is_paired():
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 2_000)
    good = y + rng.normal(0, 1.0, len(y))
    value, low, high = whole.ahead(y, good, good + rng.normal(0, 0.05, len(y)))
    assert low <= value <= high
    assert high - low < 0.01
    assert whole.ahead(y, good, good) == (0.0, 0.0, 0.0)
    rounded, counts = good.round(1), rng.integers(0, 3, len(y))
    tied = whole._auc(np.unique(rounded, return_inverse=True)[1], y, counts)
    assert tied == pytest.approx(roc_auc_score(np.repeat(y, counts), np.repeat(rounded, counts)))


def test_what_a_report_holds_is_looked_for_in_its_files(tmp_path):
    (tmp_path / "report.md").write_text("ROC AUC .71 (95% interval .70 to .72). Protected: sex and age.\n")
    (tmp_path / "calibration_curve.png").write_bytes(b"\x89PNG")
    (tmp_path / "groups sex and age.csv").write_text("sex,age,low,high\nFemale,25 to 64,.1,.2\n")
    (tmp_path / "model.db").write_text("shap")
    found = holding.holdings(tmp_path)
    assert found["the main figure with an interval"] == "report.md"
    assert found["calibration"] == "calibration_curve.png"
    assert found["intersections of characteristics"] == "groups sex and age.csv"
    assert (found["SHAP"], found["digest of the data"]) == ("", "")
    assert found["what the page lacks"] == "a page"
    pages, everything = holding.size_kb(tmp_path)
    assert 0 < pages < everything


def test_a_page_without_language_or_words_for_a_picture_is_not_accessible():
    html = "<html><title>a</title><body><h2>b</h2><img src='c.png'></body></html>"
    assert holding.page_lacks(html) == ["language", "main part", "headings in order", "a text for every picture"]


def test_reports_are_compared_aspect_by_aspect():
    mine, other = done("PEEL ML", 20.0), replace(done("Naive", 300.0), holds={"seed": ""})
    assert "| seed | yes | – |" in whole.reports_table([mine, other])


def test_a_figure_is_kept_until_rows_code_or_quietness_change(monkeypatch, tmp_path):
    monkeypatch.setattr(learning, "KEPT", tmp_path)
    learner, made_here = Learner("flaml", "", "FLAML"), Learnt(0.7, 60.0, 110.0)

    def again():
        pytest.fail("made again")

    def of(name, busy, make):
        return learning.kept_or_made(learner, "made", 0, name, make, busy)

    assert of("rows 1", True, lambda: (made_here, {})) == made_here
    assert of("rows 1", True, again) == made_here
    quiet = replace(made_here, auc=0.71)
    assert of("rows 1", False, lambda: (quiet, {})) == quiet
    assert of("rows 1", True, again) == quiet
    assert of("rows 2", True, lambda: (made_here, {})) == made_here


def test_differences_to_flaml_are_paired_by_seed_and_held_to_the_bar():
    base = {seed: Learnt(0.7 + seed / 10, 60, 100) for seed in range(3)}
    mine = {seed: Learnt(one.auc + 0.001, 12, 20) for seed, one in base.items()}
    rows = learning.auc_rows({"made": {"FLAML": base, "PEEL ML": mine, "Naive": mine}})
    assert [round(row.value, 9) for row in rows] == [0.001, 0.001]
    assert [row.at_least for row in rows] == [-0.002, None]
    assert rows[0].reached is True


def test_the_frontier_is_a_drawing_whose_words_say_what_its_marks_say():
    points = (
        Point("naive", "Naive", 380, 0, 0, 0),
        Point("peel", "PEEL ML", 20, 0.004, 0.003, 0.005),
        Point("mljar", "mljar & more", 900, -0.001, -0.002, 0.0005, solid=False),
    )
    text = drawing.svg([Panel("made", points)])
    root = fromstring(text)
    words = ["".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "PEEL ML: 20 s, +0.0040 (+0.0030 to +0.0050)" in words
    assert "mljar & more: 900 s, −0.0010 (−0.0020 to +0.0005)" in words
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for one in root.iter("{http://www.w3.org/2000/svg}circle"):
        assert 0 < float(one.attrib["cx"]) < width
        assert 0 < float(one.attrib["cy"]) < height


def test_the_axis_holds_every_interval():
    points = (Point("a", "a", 3, 0.01, -0.004, 0.03), Point("b", "b", 3, 0.0, -0.002, 0.0))
    low, high, step = drawing.ends(points)
    assert low < -0.004
    assert high > 0.03
    assert (high - low) / step <= 8


def test_a_command_is_watched_and_its_failure_stands_in_the_result(tmp_path):
    usage = watched(["sh", "-c", "echo said; exit 3"], {"PATH": "/usr/bin:/bin"}, tmp_path / "log")
    assert usage.status == 3
    assert (tmp_path / "log").read_text() == "said\n"


def test_an_environment_that_cannot_be_made_says_why_and_names_no_address(monkeypatch, tmp_path):
    monkeypatch.setattr(venvs, "HERE", tmp_path)
    (tmp_path / "requirements-x.txt").write_text("a==1\n")

    class Failed:
        returncode, stdout, stderr = 1, "", "Looking in indexes: https://somewhere/simple\nERROR: No match for a==1\n"

    monkeypatch.setattr(venvs.subprocess, "run", lambda *_, **__: Failed)
    found = venvs.venv("x", tmp_path / "venvs")
    assert found.missing == "ERROR: No match for a==1"


def test_pins_name_no_address_and_every_peer_has_them():
    for tool in {peer.tool for peer in whole.PEERS.values()}:
        lines = (venvs.HERE / f"requirements-{tool}.txt").read_text().splitlines()
        assert all("==" in line and "/" not in line for line in lines)
        assert len(commands.script_digest(tool)) == 16


def test_peers_find_nobody_to_report_to(monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "somewhere")
    env = commands.silent()
    assert "MLFLOW_TRACKING_URI" not in env
    assert env["https_proxy"] == commands.NOWHERE


def test_stages_are_written_with_their_seconds(tmp_path):
    stages = Stages()
    with stages.stage("learning"):
        sum(range(1000))
    stages.write(tmp_path)
    said = json.loads((tmp_path / "stages.json").read_text())
    assert said["stages"]["learning"]["wall_s"] >= 0
