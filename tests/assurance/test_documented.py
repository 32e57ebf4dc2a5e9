"""What the documentation says of moves and scopes is what the code does."""

from __future__ import annotations

from pathlib import Path

from peel_ml.assurance.moves import markdown
from peel_ml.assurance.policy import policy

PAGE = (Path(__file__).parents[2] / "docs" / "sign-off.md").read_text(encoding="utf-8")


def test_the_table_of_moves_is_the_one_that_the_code_reads() -> None:
    assert markdown() in PAGE


def test_every_scope_is_documented_with_its_people_and_months() -> None:
    for name, rule in policy().scopes.items():
        (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| {name} |")]
        assert all(role.replace("_", " ") in row for role in rule.people if not rule.refused)
        assert rule.refused or not rule.people or f"{rule.months} month" in row


def test_pictures_are_there() -> None:
    folder = Path(__file__).parents[2] / "docs"
    named = [part.split(")")[0] for part in PAGE.split("](images/")[1:]]
    assert named
    assert all((folder / "images" / one).is_file() for one in named)
