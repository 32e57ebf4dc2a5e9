"""The style sheet without what only people need: comments, indents, line ends."""

from __future__ import annotations

import re

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
