"""How long does it take to make and to render a card, and how large is it?

Every made-up card of the tests and, where there is one, the last finished run of every use case in this checkout's
state: from its record to the card, and from the card to each rendering. The first rendering of a process also compiles
the templates, so it stands by itself.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter
from types import ModuleType

from benchmarks.harness import Row, options, publish, require_quiet

ROOT = Path(__file__).resolve().parents[1]
TIMES = 15
"""How often each is rendered; building one is timed a third as often."""
MOST, LARGEST = 0.150, 200.0
"""Seconds and KB (of 1,000 bytes) a card may take."""
MADE = ("real_final", "service", "synthetic", "bare", "prohibited")
FIRST = """
import sys
from pathlib import Path
from time import perf_counter
from peel_ml.cards.card import loads
from peel_ml.cards.html import to_html
card = loads(Path(sys.argv[1]).read_bytes())
start = perf_counter()
to_html(card)
print(perf_counter() - start)
"""


def made() -> ModuleType:
    """Return the tests' made-up records."""
    folder = ROOT / "tests" / "cards" / "made"
    spec = importlib.util.spec_from_file_location(
        "cards_made", folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["cards_made"] = module
    spec.loader.exec_module(module)
    return module


def builders() -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield every card by its name, and how it is built."""
    from peel_ml.cards.build import build
    from peel_ml.results.record import loads
    from peel_ml.settings import read_settings

    tests = made()
    for name in MADE:
        yield f"made up, {name}", lambda name=name: tests.card(name)
    for folder in sorted(read_settings(start=ROOT).runs.glob("*")):
        records = [path for path in sorted(folder.glob("*/record.json")) if '"audited"' not in path.read_text()]
        if records:
            record = loads(records[-1].read_bytes())
            yield f"run of {folder.name}", lambda record=record: build(record)


def seconds(job: Callable[[], object], times: int) -> float:
    """Return the median time of a job."""
    spent = []
    for _ in range(times):
        start = perf_counter()
        job()
        spent.append(perf_counter() - start)
    return median(spent)


def main() -> None:
    """Time every card and publish the table."""
    idle = require_quiet(options(__doc__).parse_args())
    from peel_ml.cards.card import dumps
    from peel_ml.cards.html import to_html
    from peel_ml.cards.markdown import to_markdown

    raw, cards = {}, {}
    for name, build in builders():
        card = cards[name] = build()
        page = to_html(card)
        raw[name] = {
            "build_s": seconds(build, TIMES // 3),
            "html_s": seconds(lambda card=card: to_html(card), TIMES),
            "markdown_s": seconds(lambda card=card: to_markdown(card), TIMES),
            "html_kb": len(page.encode()) / 1000,
        }
        print(f"  {name}: {raw[name]}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "card.json"
        path.write_text(dumps(cards["made up, real_final"]), encoding="utf-8")
        first = float(subprocess.run([sys.executable, "-c", FIRST, path], check=True, capture_output=True).stdout)
    rows = [
        *(Row(f"HTML, {name}", one["html_s"], "s", at_most=MOST) for name, one in raw.items()),
        *(Row(f"Size of the HTML in KB, {name}", one["html_kb"], "", at_most=LARGEST) for name, one in raw.items()),
        *(
            Row(f"From record to card, disclosure control included, {name}", one["build_s"], "s")
            for name, one in raw.items()
        ),
        Row("The first HTML of a process, templates compiled", first, "s"),
    ]
    publish("card_speed", "A card: how soon, how large?", rows, raw={"cards": raw, "first_s": first}, idle=idle)


if __name__ == "__main__":
    main()
