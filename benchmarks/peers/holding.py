"""What a report holds, looked for in the files that were written: each aspect is a pattern, each find a place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

READ = frozenset({".md", ".html", ".csv", ".json", ".txt", ".yaml", ".yml", ".png", ".svg", ""})
"""Endings of files that are looked at; of pictures the name alone."""
ROWS = re.compile("predictions|input_example")
"""In names of files that hold single rows: no part of a report."""
PICTURES = frozenset({".png", ".svg"})
PAGES = frozenset({".md", ".html"})
SEARCHED = 5_000_000
"""Characters of one file that are looked at."""


@dataclass(frozen=True)
class Aspect:
    """One thing a report may hold. `words` are every way any of the compared reports says it."""

    name: str
    words: str


ASPECTS: tuple[Aspect, ...] = (
    Aspect("the main figure with an interval", r"(?:right one of two|AUC)[^\n]{0,120}95% (?:range|interval)"),
    Aspect("comparison with today's method or a baseline", r"today’s method|Baseline"),
    Aspect("calibration", r"calibration"),
    Aspect("explanation by permutation or SHAP", r"shap|permutation_importance"),
    Aspect("SHAP", r"shap"),
    Aspect("figures by group", r"selection.rate|group’s figure"),
    Aspect("figures by group with intervals", r"group’s figure \(95% range\)|95% intervals by bootstrap"),
    Aspect("intersections of characteristics", r"\bfemale\W{1,30}(?:25 to 64|65 and over|under 25)"),
    Aspect("a verdict against a limit", r"cannot tell\W{0,4}: |model is (?:un)?fair|is_fair"),
    Aspect("a verdict that can say “cannot tell”", r"cannot tell\W{0,4}: "),
    Aspect("people without a recorded group", r"without a recorded group"),
    Aspect("models made less unequal on the way", r"SampleWeigthing"),
    Aspect("several models compared", r"leaderboard|best trials"),
    Aspect("checks of the data", r"what was wrong with it"),
    Aspect("digest of the data", r"\b[0-9a-f]{64}\b"),
    Aspect("versions of libraries", r"lightgbm\W{1,12}\d+\.\d+"),
    Aspect("seed", r"random_state|\bseed\b"),
    Aspect("refitted and found the same", r"\"same_model\": ?true"),
    Aspect("intended use and limits", r"intended use|must never be used"),
    Aspect("fields of a sign-off", r"## sign-off|sign-off</h"),
)


def holdings(folder: Path) -> dict[str, str]:
    """Return for each aspect where it was found first, or nothing; and the sizes."""
    files = sorted(
        (
            path
            for path in folder.rglob("*")
            if path.is_file() and path.suffix.lower() in READ and not ROWS.search(path.name)
        ),
        key=lambda path: (path.suffix.lower() not in PAGES, str(path)),
    )
    texts = {str(path.relative_to(folder)): _text(path) for path in files}
    found = {aspect.name: _where(aspect, texts) for aspect in ASPECTS}
    page = next((path for path in files if path.suffix.lower() == ".html"), None)
    lacking = page_lacks(_text(page)) if page else ["a page"]
    return {
        **found,
        "a page with language, title, main part, ordered headings, a text for every picture": (
            str(page.relative_to(folder)) if page and not lacking else ""
        ),
        "what the page lacks": ", ".join(lacking),
    }


def size_kb(folder: Path) -> tuple[float, float]:
    """Return the kilobytes of the pages with their pictures and tables, and of everything that was written."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    shown = PAGES | PICTURES | {".csv"}
    sizes = [(path.stat().st_size / 1024, path.suffix.lower() in shown) for path in files]
    return sum(size for size, page in sizes if page), sum(size for size, _ in sizes)


def _text(path: Path) -> str:
    return "" if path.suffix.lower() in PICTURES else path.read_text(errors="replace")[:SEARCHED]


def _where(aspect: Aspect, texts: dict[str, str]) -> str:
    pattern = re.compile(aspect.words, re.IGNORECASE)
    return next((name for name, text in texts.items() if pattern.search(name) or pattern.search(text)), "")


class _Page(HTMLParser):
    """Collects what an assistive technology needs first."""

    def __init__(self) -> None:
        super().__init__()
        self.language = self.title = False
        self.mains = 0
        self.headings: list[int] = []
        self.unnamed = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.language |= tag == "html" and bool(given.get("lang"))
        self.title |= tag == "title"
        self.mains += tag == "main"
        self.unnamed += tag == "img" and not (given.get("alt") or "").strip()
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))


def page_lacks(html: str) -> list[str]:
    """Return what a page lacks of the plainest needs (WCAG 2.2: 1.1.1, 1.3.1, 2.4.2, 3.1.1).

    >>> page_lacks("<html lang='en'><title>a</title><main><h1>a</h1><h2>b</h2></main></html>")
    []
    """
    page = _Page()
    page.feed(html)
    ordered = all(after <= before + 1 for before, after in zip([0, *page.headings], page.headings, strict=False))
    wanted = {
        "language": page.language,
        "title": page.title,
        "main part": page.mains == 1,
        "headings in order": bool(page.headings) and ordered,
        "a text for every picture": not page.unnamed,
    }
    return [name for name, there in wanted.items() if not there]
