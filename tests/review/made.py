"""Made-up people, users, and a browser that behaves like one."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx

from peel_ml.assurance.ledger.storage import Storage
from peel_ml.assurance.payloads import SetPerson
from peel_ml.assurance.people import ROLES, SERVICES, Person
from peel_ml.assurance.register.desk import Act, Desk
from peel_ml.assurance.signing.keys import new_signer
from peel_ml.review.app import create_app
from peel_ml.review.settings import ReviewSettings
from peel_ml.review.table import ROWS

T = TypeVar("T")
HOST = "testserver"
ORIGIN = f"http://{HOST}"
PASSWORD = "correct horse battery"
ROLE_HOLDERS = tuple(role for role in ROLES if role not in SERVICES)


def run(coroutine):
    """Run it in a loop of its own thread: with a browser open, this thread has a loop already."""
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(asyncio.run, coroutine).result()


@dataclass
class MadeUsers:
    passwords: dict[str, str] = field(
        default_factory=lambda: dict.fromkeys((*ROLE_HOLDERS, "nobody", "gone"), PASSWORD)
    )
    checks: int = 0

    def check(self, user, password):
        self.checks += 1
        return self.passwords.get(user) == password

    def mark(self, user):
        return self.passwords.get(user)

    def ready(self):
        pass

    def empty(self):
        return not self.passwords

    def set(self, user, password, administrator=False):
        self.passwords[user] = password


@dataclass
class MadePeople:
    people: dict[str, Person] = field(
        default_factory=lambda: {role: Person(role, f"The {role}", "met", (role,)) for role in ROLE_HOLDERS}
    )

    def who_is(self, user):
        return self.people.get(user)

    def everybody(self):
        return tuple(self.people.values())

    def empty(self):
        return not self.people

    def found(self, person):
        self.people[person.id] = person


class Site:
    """The app, its clock, and browsers on it."""

    def __init__(self, state, rows=ROWS, people=None, users=None, desk=None, **settings: Any) -> None:
        self.now = 1_800_000_000.0
        self.people, self.users = people or MadePeople(), users or MadeUsers()
        self.settings = ReviewSettings(
            **{"state": state, "key": b"k" * 32, "hosts": (HOST,), "clock": lambda: self.now} | settings
        )
        self.app = create_app(self.people, self.users, self.settings, desk, rows)

    def close(self) -> None:
        self.app.close()

    def browser(self, user: str = "", **options: Any) -> Browser:
        made = Browser(self, **options)
        if user:
            assert made.sign_in(user).status_code == 303
        return made


class Browser:
    """Keeps cookies and sends forms the way browsers do; every habit can be switched off."""

    def __init__(self, site: Site, address: str = "198.51.100.7") -> None:
        self.site, self.cookies = site, httpx.Cookies()
        self.base = f"{site.settings.scheme}://{HOST}"
        self.transport = httpx.ASGITransport(site.app, raise_app_exceptions=False, client=(address, 50_000))

    def ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=self.transport, base_url=self.base, cookies=self.cookies) as client:
                answer = await client.request(method, path, **given)
                self.cookies = client.cookies
                return answer

        return run(ask())

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.ask("GET", f"/peel{path}", headers=headers)

    def post(self, path: str, data=None, token: str | None = None, origin: str | None = ORIGIN, **headers: str):
        """Send a form; without `token` with a fresh one from the page that this browser would be on."""
        given = self.token() if token is None else token
        return self.ask(
            "POST",
            f"/peel{path}",
            data={"form_token": given, **(data or {})} if given else (data or {}),
            headers={**({"origin": origin} if origin else {}), **headers},
        )

    def token(self, path: str = "/sign-in") -> str:
        page = self.get(path)
        if page.status_code == 303:
            page = self.ask("GET", page.headers["location"])
        return re.search(r'name="form_token" value="([^"]+)"', page.text)[1]

    def sign_in(self, user: str, password: str = PASSWORD, **more: str):
        return self.post("/sign-in", {"user": user, "password": password, **more})


def real_desk(folder: Path) -> Desk:
    """A register with one person of every role in it, and one who has left."""
    desk = Desk(Storage(f"sqlite:///{folder / 'register.db'}"), new_signer(), lambda matter, book, at: ())
    first = Person("administrator", "The administrator", "met", ("administrator",))
    desk.found(first)
    others = [
        Person(role.replace("_", "-"), f"The {role}", "met", (role,), mlflow_user=role)
        for role in ROLE_HOLDERS
        if role != "administrator"
    ]
    gone = Person("gone", "Somebody who left", "met", ("reviewer",), active=False)
    desk.record(
        *(Act(first.id, "administrator", "person", one.id, SetPerson(one)) for one in (*others, gone)),
    )
    return desk
