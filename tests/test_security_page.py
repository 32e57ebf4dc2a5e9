"""Every claim of the threat model names a test, and that test is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)


def test_every_claim_names_a_test() -> None:
    claims = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith(("| who", "| ---"))]
    assert claims
    assert [line for line in claims if not re.search(r"`tests/", line)] == []


def test_every_named_test_is_there() -> None:
    missing = [
        (path, name)
        for path, name in NAMED
        if not (ROOT / path).is_file()
        or (name and f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8"))
        or "def test_" not in (ROOT / path).read_text(encoding="utf-8")
    ]
    assert missing == []
