"""A page without what only people need: comments, indents and line ends of the style, quotation marks of HTML."""

from __future__ import annotations

import re
import string

_KEPT = re.compile(r'("[^"]*")')
"""Text in quotes stays as it is."""
_SHORTER = (
    (re.compile(r"\s+"), " "),
    # No selector has a space after its colon; before one a space means a descendant and stays.
    (re.compile(r": "), ":"),
    (re.compile(r" ?([{};,>]) ?"), r"\1"),
    (re.compile(r" !important"), "!important"),
    (re.compile(r";}"), "}"),
)


def minified(style: str) -> str:
    r"""Return a style sheet that says the same in fewer bytes.

    Examples
    --------
    >>> minified('/* Why. */\np > b {\n  margin: 0 1px;\n  font: 1em "A  b", serif;\n}\n')
    'p>b{margin:0 1px;font:1em "A  b",serif}'
    """
    without = re.sub(r"/\*.*?\*/", "", style, flags=re.S)
    return "".join(part if part.startswith('"') else _shorter(part) for part in _KEPT.split(without)).strip()


def _shorter(part: str) -> str:
    for pattern, shorter in _SHORTER:
        part = pattern.sub(shorter, part)
    return part


_NAME = re.compile(r"--[a-z][a-z-]*")


def renamed(style: str) -> str:
    """Return a style sheet whose own properties have short names, in the order that they first stand in it.

    Examples
    --------
    >>> renamed("a{--ink:#000;--mute:#444;color:var(--mute)}")
    'a{--a:#000;--b:#444;color:var(--b)}'
    """
    names = dict.fromkeys(_NAME.findall(style))
    letters = string.ascii_letters
    short = {name: f"--{letters[place] if place < len(letters) else f'z{place}'}" for place, name in enumerate(names)}
    return _NAME.sub(lambda found: short[found[0]], style)


_QUOTED = re.compile(
    r' (x|x1|x2|y|y1|y2|cx|cy|r|width|height|colspan|tabindex|aria-hidden|class)="(?!syn")([\w#%.-]+)"(/?)'
)
_DRAWN = re.compile(r"<(?:text|path|line|rect|circle|use|g|svg|th|div|p|ul|span|table|dd|section)\b[^<>]*>")

_ENDS = re.compile(r"</li>(?=<li>|</[uo]l>)|</p>(?=\s*(?:<p[ >]|</?(?:div|section|figure|details|ul|h[23]|li)\b))")
"""A list's item ends where the next begins, and a paragraph where a block begins or its own block ends."""


def short(page: str) -> str:
    """Return a page without the quotation marks and end tags that HTML does not need, of what it has most of.

    Text from outside is safe: its own quotation marks are escaped, so none of it looks like an attribute.

    Examples
    --------
    >>> short('<line class="ci" x1="2%" x2="9%"/><path class="a b" d="M0 0"/><p>x</p>')
    '<line class=ci x1=2% x2=9% /><path class="a b" d="M0 0"/><p>x</p>'
    """
    return _ENDS.sub("", _DRAWN.sub(lambda tag: _QUOTED.sub(_bare, tag[0]), page))


def _bare(found: re.Match[str]) -> str:
    # A slash right after the value would belong to it.
    return f" {found[1]}={found[2]}{' /' if found[3] else ''}"
