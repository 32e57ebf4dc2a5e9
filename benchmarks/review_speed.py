"""How soon does a review page answer, with 1,000 runs and 1,000 matters in the register?

Made-up matters in every state, about 10,000 entries, and as many runs again that nobody put forward. Asked for by a
reviewer who is signed in, through the whole app; the frozen files and cards are those of the tests. The first time a
process shows a page it also compiles templates and reads files, so it stands by itself.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import httpx

from benchmarks.harness import Row, options, publish, require_quiet

MATTERS, TIMES = 1_000, 21
MOST = 0.050
"""Seconds a page may take in the middle of its times."""
AT_ONCE = 50
"""Matters that are recorded in one transaction."""


def filled(home: Path) -> dict[str, Any]:
    """Return a register with so many matters, and write as many runs that nobody put forward."""
    from peel_ml.assurance.payloads import Ask, Attest, CheckByHand, Countersign, PickUp, Submit
    from peel_ml.assurance.register.desk import Act
    from peel_ml.assurance.register.making import matter_id
    from tests.review import made_reading as reading

    at = reading.world(home)
    desk = at["desk"]
    stored = reading.frozen(home)
    acts: list[Act] = []
    for number in range(MATTERS):
        manifest = reading.replace(
            stored[0], run_id=f"20260228T{number // 60 % 24:02d}{number % 60:02d}00-{number:06x}"
        )
        enter = reading.entering((manifest, stored[1]))
        id_ = matter_id(enter)
        gates = tuple(reading.gates(_of(enter, id_), desk.book(), None))
        whole = [
            Act("pipeline", "pipeline", "enter", id_, enter),
            Act("ada", "author", "submit", id_, Submit(gates)),
            Act("ola", "owner", "countersign", id_, Countersign()),
            Act("rae", "reviewer", "pick_up", id_, PickUp("I have none.")),
            Act("rae", "reviewer", "check_by_hand", id_, CheckByHand("fine", "fine", "fine", "fine")),
            Act("eve", "equality_reviewer", "attest", id_, Attest("equality", "e" * 64, "I have read it.")),
            *(Act("aud", "auditor", "ask", id_, Ask("1.1", "What is left out?")) for _ in range(5)),
        ]
        acts += whole[: 1 + number % len(whole)] if number % 4 else whole
        if number % AT_ONCE == AT_ONCE - 1:
            desk.record(*acts)
            acts = []
    run = home / "runs" / "made-up-audit" / at["draft"]
    for number in range(MATTERS):
        folder = run.with_name(f"20260227T{number // 60 % 24:02d}{number % 60:02d}00-{number:06x}")
        folder.mkdir()
        for name in ("card.json", "record.json"):
            os.link(run / name, folder / name)
    return at


def _of(enter: Any, id_: str) -> Any:
    from peel_ml.assurance.register.making import drafted

    return drafted(id_, "ada", enter, None)


def pages(at: dict[str, Any], last: int) -> Iterator[tuple[str, str]]:
    """Yield every page by its name and address."""
    here = f"/matters/{at['revised']}"
    yield from (
        ("The register", "/register"),
        ("The register, a late page", "/register?page=60"),
        ("The register, one state", "/register?state=in_review"),
        ("Everything that waits", "/waiting"),
        ("A matter", here),
        ("Its card", f"{here}/card"),
        ("Its fields", f"{here}/fields"),
        ("One field’s history", f"{here}/fields/1.1"),
        ("What changed since the last approved card", f"{here}/changes"),
        ("What changed between revisions", f"{here}/revisions?from=1&to=2"),
        ("The evidence behind a gate", f"{here}/evidence/G12"),
        ("The argument", f"{here}/case"),
        ("The ledger", "/ledger"),
        ("The ledger, a late page", f"/ledger?page={last // 25}"),
        ("One entry", f"/ledger/entries/{last // 2}"),
        ("The public register", "/public-register"),
        ("A draft", f"/cards/{at['draft']}"),
    )


async def timed(browser: Any, every: list[tuple[str, str]]) -> dict[str, list[float]]:
    """Return how long each page took, time after time, the first time first."""
    found: dict[str, list[float]] = {name: [] for name, _ in every}
    async with httpx.AsyncClient(
        transport=browser.transport, base_url=browser.base, cookies=browser.cookies, timeout=60
    ) as client:
        for _ in range(TIMES):
            for name, path in every:
                start = perf_counter()
                answer = await client.get(f"/peel{path}")
                found[name].append(perf_counter() - start)
                if answer.status_code != 200:
                    raise SystemExit(f"{path} answered {answer.status_code}")
    return found


def main() -> None:
    """Time every page and publish the table."""
    idle = require_quiet(options(__doc__).parse_args())
    from peel_ml.assurance.register.desk import Desk
    from peel_ml.review.wiring import RegisterPeople
    from tests.review import made
    from tests.review import made_reading as reading

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        at = filled(home)
        desk = at["desk"]
        fresh = Desk(desk.storage, desk.signer, desk.judge, desk.clock)
        start = perf_counter()
        entries = fresh.book().seq
        opening = perf_counter() - start
        start = perf_counter()
        fresh.book()
        again = perf_counter() - start
        site = made.Site(
            home / "state.db",
            people=RegisterPeople(desk),
            users=made.MadeUsers(dict.fromkeys(reading.PEOPLE, made.PASSWORD)),
            desk=desk,
            home=home,
            project=Path(__file__).resolve().parents[1],
        )
        site.now = desk.clock().timestamp() + 12 * 86_400
        raw = asyncio.run(timed(site.browser("rae"), list(pages(at, entries))))
        site.close()
        desk.storage.close()
    rows = [
        *(Row(name, median(times[1:]), "s", at_most=MOST) for name, times in raw.items()),
        *(Row(f"{name}, the first time", times[0], "s") for name, times in raw.items()),
        Row("Reading the whole register when a server starts", opening, "s"),
        Row("Looking whether something new was recorded", again, "s"),
        Row("Entries in the ledger", entries, ""),
    ]
    publish(
        "review_speed", f"A review page: how soon, with {MATTERS:,} matters and as many runs?", rows, raw=raw, idle=idle
    )


if __name__ == "__main__":
    main()
