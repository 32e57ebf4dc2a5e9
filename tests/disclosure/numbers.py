"""Whole numbers in what is published, each with the words around it, and the kinds of number that count no people."""

from __future__ import annotations

import re
from html.parser import HTMLParser

WHOLE = re.compile(r"(?<![\w.,#/\u2212+])\d{1,3}(?:,\d{3})+(?![\d\w]|[.,]\d)|(?<![\w.,#/])\d{2,}(?![\w]|[.,]\d|%)")
"""A number with or without separators; not the end of a decimal, a percentage or a code such as TS021."""


def numbers(text, where=""):
    """Whole numbers above 9 that are no multiple of 5, each with the words around it."""
    for match in WHOLE.finditer(text):
        number = int(match.group().replace(",", ""))
        if number > 9 and number % 5:
            before, after = text[max(0, match.start() - 70) : match.start()], text[match.end() : match.end() + 60]
            yield number, where, f"{before}«{match.group()}»{after}".replace("\n", " ")


def walked(node, where=""):
    """The same of everything in a document; where a number stands names the column of a table, or the fact."""
    if isinstance(node, dict):
        columns = [one["name"] for one in node.get("columns", []) if isinstance(one, dict)]
        for name, value in node.items():
            if name == "rows" and columns:
                for row in value:
                    for column, cell in zip(columns, row, strict=False):
                        yield from walked(cell, f"{where}/{node.get('caption', '')}[{column}]")
            else:
                yield from walked(value, f"{where}/{name}" + (f"[{node['term']}]" if "term" in node else ""))
    elif isinstance(node, list):
        for value in node:
            yield from walked(value, where)
    elif isinstance(node, str):
        yield from numbers(node, where)
    elif isinstance(node, int) and not isinstance(node, bool):
        yield from numbers(str(node), where)


READ = ("title", "aria-label", "alt", "content")


class Page(HTMLParser):
    """The words of a page: its text, and what attributes say to a reader."""

    def __init__(self, content):
        super().__init__()
        self.said = []
        """Each with the class of the element it stands in."""
        self.deaf = False
        self.where = "page"
        self.feed(content)

    def handle_starttag(self, tag, attributes):
        self.deaf = tag in ("style", "script")
        self.where = f"page/{tag}.{dict(attributes).get('class')}"
        self.said += [(self.where, value) for name, value in attributes if name in READ and value]

    def handle_endtag(self, tag):
        self.deaf = False

    def handle_data(self, data):
        if not self.deaf:
            self.said.append((self.where, data))


MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
WHAT = "groups?|comparisons|boroughs|areas|rows; the table|columns|fields|trials|trees|questions|periods|months|files"
KINDS = (
    (
        "years and dates",
        rf"«(19\d\d|20\d\d)»|«\d\d» ({MONTHS})\b|«\d\d»:\d\d|:«\d\d»[:+]|"
        r"\d{4}-«\d\d»|\d{4}-\d\d-«\d\d»",
    ),
    ("articles, sections and standards", r"(Article|[Ss]ection|Art\.|art\.|ISO/IEC|IEEE|Civ) «\d+»"),
    (
        "frequencies in 100 and coins",
        r"«\d\d» (times )?in 100|in 100 .*range: «\d+» to|range: («\d+»|\d+) to («\d+»|\d+)|gets «\d\d», a coin|"
        r"in 100, not «\d\d»|Today’s method: «",
    ),
    (
        "differences in points and the ends of their ranges",
        r"[+−]«\d\d»|\([+−]?(«\d\d»|\d+) to [+−]?(«\d\d»|\d+)\)|, in points\]¦",
    ),
    ("digests and powers of ten", r"SHA-«256»|\de-«\d\d»"),
    (
        "names of groups and of the census’s 18+1 ethnic groups",
        r"(\bto |-|[Oo]ver )«(17|24|34)»|«18»( to |-|\+1)|^[^¦]*\[Group\]¦",
    ),
    ("ages that name a group", r"[Uu]nder «18»|“«18» or over|«18» or over"),
    (
        "shares in 100",
        r"\[95% range\]¦|in 100\[[^\]]*\]¦|\[[^\]]*of those (flagged|with the outcome)\]¦«\d+»|"
        r"chart/(needlessly_flagged|rightly_flagged|rightly_left|missed)¦|[Oo]ut of 100|of 100\. |Rightly flagged:|"
        r"[Ff]lagged, not needed|\[Of 100\]¦",
    ),
    ("levels of a fact, and places that recur", r"for any of «\d+»|One of «\d+» types|«\d+» values of "),
    ("values of a column", r"chart/panels/bars/label¦|\[Value\]¦"),
    (
        "numbers of groups, comparisons, areas, fields, trials, columns and files",
        rf"«[\d,]+» ([a-z]+ )?({WHAT}|bytes|more cannot be told|within|outside|cannot|other checks|complete|pruned)|"
        r"«\d+» have an answer|"
        rf"(\d+|«\d+») of (\d+|«\d+») ({WHAT})|(is shown|would change|changes) for «\d+»( of \d+ |\.|;)|"
        r"[Ff]or «\d+» we cannot tell|we cannot tell for «\d+»|too few to report for «\d+»|"
        r"key_facts/figure¦(\d+|«\d+») of (\d+|«\d+»)$|"
        r"(is too wide|reason|no recorded group) \(«\d+»\)|the other «\d+» of|is shown for \d+ of «\d+»$",
    ),
    ("tables of areas", r"In how many areas .*\]¦"),
    ("rounds of boosting", r"first «[\d,]+» (of the [\d,]+ )?rounds|first [\d,]+ of the «[\d,]+» rounds"),
    ("trials, settings and what a model is made of", r"\[(Searched|Best|Settings|Trial|Trees)\]¦"),
    ("names of runs", r"\d{8}T\d{6}-«\d{6}»"),
    (
        "figures held back or rounded",
        r"/withheld/(cells|small|secondary|rounded)¦|Figures held back or rounded|"
        r"«[\d,]+» (figures are|because)",
    ),
    ("words of a section", r"Reading grade of the sentences"),
    ("residents, published by the census", r"\[Residents\]¦"),
    ("marks on the axis of a chart", r"page/text\.[^¦]*\btick\b[^¦]*¦«"),
    ("places in a list", r"chart/(parts/(first|last)|breaks/before)¦"),
)
"""Numbers that stand exact in the public view, because they count no people of the data: every kind there is."""


def kind(where, context):
    """The kind of a number that may stand exact; nothing for a number of people."""
    return next((name for name, pattern in KINDS if re.search(pattern, f"{where}¦{context}")), None)
