"""Documents of other versions: one table of upgraders, and one way to refuse what cannot be read.

Documents are additive within a major version. A document of an older minor version walks up the table of its kind;
one of a newer minor version is read without the keys this version does not know; one of a newer major is refused.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from peel_ml.errors import BadRequest, PeelError, Problem

Document = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class Upgrade:
    """One step of a document from a version to the next."""

    to: str
    change: Callable[[Document], Document]
    why: str


def unchanged(document: Document) -> Document:
    """Return the document as it is: every new key has a default that says it was not measured."""
    return document


@dataclass(frozen=True)
class Kind:
    """One kind of document.

    Parameters
    ----------
    name : str
        What a reader calls it, for example ``"run record"``.
    current : str
        The version that is written.
    upgrades : mapping of str to Upgrade
        From each older version of this major the step to the next.
    again : str
        The command that makes such a document anew.
    whole : bool
        Whether parts that this version does not know are refused rather than dropped: a document that is signed by
        its digest must not lose any.
    ordered : bool
        Whether the order of keys says something, and is kept: that of metrics, comparisons and declared facts is the
        order in which a card names them. A card made from such a file is then the card made in the run.
    """

    name: str
    current: str
    upgrades: Mapping[str, Upgrade]
    again: str
    whole: bool = False
    ordered: bool = False

    @property
    def major(self) -> int:
        """The major version that can be read."""
        return int(self.current.split(".")[0])


RECORD = Kind(
    "run record",
    "1.2",
    {
        "1.0": Upgrade(
            "1.1",
            unchanged,
            "1.1 added the timeline, the split, the scan for identifiers, the rerun, stability and artefacts.",
        ),
        "1.1": Upgrade("1.2", unchanged, "1.2 added the shares of recorded facts."),
    },
    "peel run",
    ordered=True,
)
"""Every version of a run's record there ever was. The older ones' golden files stand in ``tests/results/fixtures``."""

AUDIT = Kind("audit's record", "1.0", {}, "peel audit FILE", ordered=True)

STUDY = Kind("study's record", "1.0", {}, "peel run", ordered=True)
"""Of a use case whose rows are areas and periods."""


def read(text: str | bytes, kind: Kind, adapter: TypeAdapter[T]) -> T:
    """Read a document of any version of the kind's major.

    Parameters
    ----------
    text : str or bytes
        JSON.
    kind : Kind
    adapter : TypeAdapter
        Of the current version's type.

    Raises
    ------
    BadRequest
        It is no JSON, no document of this kind, of another major version, or it holds a figure that is no number.
        Every problem by name; never a value of the document.
    """
    document = _parsed(text, kind)
    version = _version(document, kind)
    bad = [Problem(f"{path} is no finite number") for path in not_finite(document)]
    if bad:
        raise BadRequest(f"The {kind.name} holds figures that are no numbers. {_again(kind)}", bad)
    upgraded, at = document, version
    while at in kind.upgrades:
        upgraded, at = kind.upgrades[at].change(upgraded), kind.upgrades[at].to
    try:
        # Read from the text where nothing changed: half the time.
        return adapter.validate_json(text if upgraded is document else json.dumps(upgraded), strict=True)
    except ValidationError as error:
        newer = _minor(version) > _minor(kind.current) and not kind.whole
        unknown = [one for one in error.errors() if newer and one["type"] in _UNKNOWN]
        if unknown and len(unknown) == error.error_count():
            for one in unknown:
                _drop(upgraded, one["loc"])
            return adapter.validate_json(json.dumps(upgraded), strict=True)
        raise BadRequest(
            f"This is no {kind.name} of version {kind.current}: it was changed by hand, cut off, or it is of another "
            f"kind. {_again(kind)}",
            [Problem(_said(one["type"], one["msg"]), where=_path(one["loc"])) for one in error.errors()],
        ) from None


def write(document: Document, kind: Kind) -> str:
    """Return a document as text: two spaces, one newline at the end; sorted keys, unless their order says something.

    Raises
    ------
    PeelError
        A figure is no finite number; each is named.
    """
    refuse_no_numbers(document, kind)
    return whole(json.dumps(document, indent=2, sort_keys=not kind.ordered, ensure_ascii=False)) + "\n"


def refuse_no_numbers(document: Document, kind: Kind) -> None:
    """Refuse figures that are NaN or infinite, before they are written or anything is said of them.

    Raises
    ------
    PeelError
        A figure is no finite number; each is named.
    """
    bad = [Problem(f"{path} is no finite number") for path in not_finite(document)]
    if bad:
        raise PeelError(
            f"The {kind.name} cannot be written: a figure came out as no number. A figure that cannot be computed "
            "must be null with its reason.",
            bad,
        )


def whole(text: str) -> str:
    r"""Return a text without halves of characters (lone surrogates), which no file can hold.

    Examples
    --------
    >>> whole("a\ud800b") == "a\ufffdb"
    True
    """
    return _HALF.sub("\ufffd", text)


_HALF = re.compile("[\ud800-\udfff]")


def not_finite(value: Any, path: str = "") -> Iterator[str]:
    """Yield where NaN and infinities stand.

    Examples
    --------
    >>> list(not_finite({"metrics": {"roc_auc": {"value": float("nan")}}, "rows": [1, float("inf")]}))
    ['metrics.roc_auc.value', 'rows.1']
    """
    if isinstance(value, float):
        if not math.isfinite(value):
            yield path
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from not_finite(one, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for number, one in enumerate(value):
            yield from not_finite(one, f"{path}.{number}" if path else str(number))


_UNKNOWN = frozenset({"extra_forbidden", "unexpected_keyword_argument"})


def _parsed(text: str | bytes, kind: Kind) -> Document:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise BadRequest(f"This is no {kind.name}: it is not whole JSON{where}. {_again(kind)}") from None
    if not isinstance(document, dict):
        raise BadRequest(f"This is no {kind.name}: it holds a {type(document).__name__}, not an object.")
    return document


def _version(document: Document, kind: Kind) -> str:
    version = document.get("schema_version")
    if not isinstance(version, str) or not re.fullmatch(r"\d{1,4}\.\d{1,4}", version, re.ASCII):
        raise BadRequest(
            f"This is no {kind.name}: its schema_version is missing or no version such as {kind.current}. "
            f"{_again(kind)}"
        )
    major, minor = (int(number) for number in version.split("."))
    if major > kind.major:
        raise BadRequest(
            f"The {kind.name} is of schema version {major}.{minor}; this PEEL ML reads version "
            f"{kind.major}. Update PEEL ML to the version that wrote it."
        )
    if major < kind.major:
        raise BadRequest(
            f"The {kind.name} is of schema version {major}.{minor}; this PEEL ML reads version "
            f"{kind.major}. {_again(kind)}"
        )
    return f"{major}.{minor}"


def _said(kind: str, message: str) -> str:
    if kind in _UNKNOWN:
        return "this version of PEEL ML does not know this part"
    return message[:1].lower() + message[1:]


def _minor(version: str) -> int:
    return int(version.split(".")[1])


def _again(kind: Kind) -> str:
    return f"Make it again with `{kind.again}`."


def _path(place: tuple[int | str, ...]) -> str:
    return ".".join(str(one) for one in place)


def _drop(document: Any, place: tuple[int | str, ...]) -> None:
    *before, last = place
    for one in before:
        document = document[one]
    document.pop(last, None)
