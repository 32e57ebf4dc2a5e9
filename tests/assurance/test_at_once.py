"""Many decide on the same matters at once, in threads and processes: each contested decision has one winner."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from peel_ml.assurance.ledger.chain import verified
from peel_ml.assurance.ledger.storage import Storage, entries
from peel_ml.assurance.signing.keys import write_key
from tests.assurance.made import desk_at, entering, in_review

ROOT = Path(__file__).resolve().parents[2]
CHILD = ROOT / "tests" / "assurance" / "children" / "deciding.py"
RIVALS = [
    ("ann", "approver", "approve", True),
    ("ben", "approver", "approve", False),
    ("rob", "approver", "reject", False),
    ("dan", "data_protection_officer", "request_changes", True),
]
LEADS_TO = {"approve": "approved", "reject": "rejected", "request_changes": "changes_requested"}


def contested(uri, folder, matters, processes, threads):
    """Let everybody decide at once; return how each decision went, and the ledger."""
    desk = desk_at(folder, uri=uri)
    write_key(folder / "service.pem", desk.signer)
    matters = [in_review(desk, entering(number, use_case=f"case-{number}")) for number in range(1, matters + 1)]
    decisions = [
        (one.id, actor, role, action, one.seqs[-1] if look else None)
        for number, one in enumerate(matters)
        # Everybody comes first somewhere.
        for actor, role, action, look in (*RIVALS[number % 4 :], *RIVALS[: number % 4])
    ]
    clients = [decisions[number :: processes * threads] for number in range(processes * threads)]
    told = {"uri": desk.storage.uri, "key": str(folder / "service.pem"), "now": desk.clock().isoformat()}
    children = []
    for number in range(processes):
        child = subprocess.Popen(
            [sys.executable, CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        )  # fmt: skip
        # So that the four who decide on one matter are in four processes.
        child.stdin.write(json.dumps({**told, "clients": clients[number::processes]}) + "\n")
        child.stdin.flush()
        children.append(child)
    for child in children:
        assert child.stdout.readline() == "ready\n"
    for child in children:
        child.stdin.write("go\n")
        child.stdin.flush()
    results = [one for child in children for one in json.loads(child.communicate(timeout=200)[0])]
    desk.storage.close()
    again = Storage(told["uri"])
    with again.reading() as connection:
        found = entries(connection)
    again.close()
    return matters, results, found


@pytest.mark.parametrize(
    ("matters", "processes", "threads"), [(12, 2, 4), pytest.param(50, 4, 5, marks=pytest.mark.full)]
)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_each_contested_decision_has_one_winner(kind, matters, processes, threads, tmp_path, request):
    uri = None if kind == "sqlite" else request.getfixturevalue("postgresql")()
    matters, results, found = contested(uri, tmp_path, matters, processes, threads)
    assert len(results) == len(matters) * len(RIVALS)
    assert Counter(how for *_, how in results).keys() == {"won", "Refused", "Changed"}
    won = {matter: (actor, action) for matter, actor, action, how in results if how == "won"}
    assert len(won) == len(matters) == len([1 for *_, how in results if how == "won"])
    # What the winners were told is what the ledger holds, once, and nothing else.
    whole = verified(found)
    assert whole.broken is None
    before = max(one.seqs[-1] for one in matters)
    assert {one.subject: (one.actor, one.action) for one in found[before:]} == won
    assert len(found) == before + len(matters)
    for matter, (_, action) in won.items():
        assert whole.book.matters[matter].state == LEADS_TO[action]
    # Nobody was always first.
    assert len({action for _, action in won.values()}) > 1
