"""A register with a matter in every interesting state, and browsers on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from peel_ml.review.wiring import RegisterPeople
from tests.review import made
from tests.review import made_reading as reading

DAYS = 86400


class World:
    """A register with a matter in every interesting state, and browsers on it."""

    def __init__(self, home: Path) -> None:
        self.home, self.at = home, reading.world(home)
        self.desk = self.at["desk"]
        users = made.MadeUsers(dict.fromkeys(reading.PEOPLE, made.PASSWORD))
        self.site = made.Site(
            home / "state.db", people=RegisterPeople(self.desk), users=users, desk=self.desk, home=home
        )
        self.site.now = self.desk.clock().timestamp() + 12 * DAYS
        self.browsers: dict[str, Any] = {}

    def get(self, path: str, who: str = "rae") -> Any:
        if who not in self.browsers:
            self.browsers[who] = self.site.browser(who)
        return self.browsers[who].get(path)

    def page(self, path: str, who: str = "rae") -> str:
        answer = self.get(path, who)
        assert answer.status_code == 200, path
        return re.sub(r"\s+", " ", answer.text)


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1]))


@contextmanager
def a_world(home: Path) -> Iterator[World]:
    """Give a world, and close what it holds open."""
    made_world = World(home)
    yield made_world
    made_world.site.close()
    made_world.desk.storage.close()
