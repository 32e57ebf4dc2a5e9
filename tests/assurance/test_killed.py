"""A register that is killed or has no room keeps what it said it had recorded, and nothing by halves."""

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from peel_ml.assurance.signing.keys import write_key

ROOT = Path(__file__).resolve().parents[2]
CHILDREN = ROOT / "tests" / "assurance" / "children"
ENVIRONMENT = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin:/usr/sbin:/sbin"}


def killed(uri, desk, folder, times):
    write_key(folder / "service.pem", desk.signer)
    desk.storage.close()
    done = subprocess.run(
        [sys.executable, CHILDREN / "killed.py", uri, folder / "service.pem", f"{desk.clock()}", f"{times}", "7"],
        capture_output=True, text=True, check=False, env=ENVIRONMENT, timeout=230,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("times", [3, pytest.param(60, marks=pytest.mark.full)])
def test_after_a_kill_everything_is_there_that_was_said_to_be(desk, tmp_path, times):
    before = desk.book().seq
    reports = killed(desk.storage.uri, desk, tmp_path, times)
    assert len(reports) == times
    for one in reports:
        assert (one["missing"], one["broken"], one["halves"]) == ([], None, [])
    # That something was recorded and something was not told.
    assert reports[-1]["there"] > before
    assert sum(one["told"] for one in reports) > 0
    assert sum(one["told"] for one in reports) <= reports[-1]["there"] - before


def test_on_a_full_disk_it_says_what_to_do_and_goes_on_once_there_is_room(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    command = shlex.join([sys.executable, str(CHILDREN / "filling.py"), str(disk)])
    if shutil.which("unshare") is None:
        pytest.skip("a disk of its own cannot be mounted here: there is no unshare")
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c",
         f"mount -t tmpfs -o size=2m tmpfs {shlex.quote(str(disk))} || exit 77\n{command}"],
        capture_output=True, text=True, check=False, env=ENVIRONMENT, timeout=200,
    )  # fmt: skip
    if done.returncode == 77 or "unshare:" in done.stderr:
        pytest.skip(f"a disk of its own cannot be mounted here: {done.stderr.strip().splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    one = json.loads(done.stdout)
    assert one["said"].startswith("PeelError: The register could not be written (SQLITE_")
    assert "so nothing was recorded" in one["said"]
    assert "Make room, then do the same again." in one["said"]
    assert one["recorded"] > 0
    assert one["broken"] is None
    assert one["again"] == one["before"] + 1
    assert (one["there"], one["challenges"]) == (one["before"] + 2, one["recorded"] + 2)
