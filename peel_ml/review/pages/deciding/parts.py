"""The parts that forms are made of: each field of a form's model says how it is drawn."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from peel_ml.review.reading import FieldError

Kind = Literal["area", "line", "radios", "select", "day", "hidden"]
LONGEST = 4000
DAY = ("day", "month", "year")


@dataclass(frozen=True)
class Part:
    """One part of a form as it is drawn."""

    name: str
    """Of the field, which is also its id; of a day without ``_day``, ``_month`` and ``_year``."""
    kind: Kind
    label: str
    hint: str
    rows: int


@dataclass(frozen=True)
class Group:
    """Parts that belong together, such as everything about one finding; one without a title is only a part."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Section:
    """One section of a form, which can be saved by itself."""

    title: str
    groups: tuple[Group, ...]


class OnMatter(BaseModel):
    """What every form about a matter carries."""

    model_config = ConfigDict(extra="forbid")

    seen: int = Field(title="The page", description="Load the page again", repr=False, ge=0)
    role: str = Field("", title="Role", description="Choose the role that you act in", max_length=30, repr=False)
    step: Literal["", "draft", "more", "change", "record"] = Field(
        "", title="Button", description="Press one of the buttons", repr=False
    )


def _drawn(kind: Kind, hint: str, section: str, group: str, rows: int = 0) -> dict[str, Any]:
    return {"part": kind, "hint": hint, "section": section, "group": group, "rows": rows}


def words(label: str, enter: str, hint: str = "", *, rows: int = 4, section: str = "", group: str = "") -> Any:
    """Return a field for something said in one's own words; in a group it may be left out."""
    extra = _drawn("area", hint, section, group, rows)
    if group:
        return Field("", title=label, description=enter, max_length=LONGEST, json_schema_extra=extra)
    return Field(title=label, description=enter, min_length=3, max_length=LONGEST, json_schema_extra=extra)


def line(label: str, enter: str, hint: str = "", *, section: str = "", group: str = "", needed: bool = True) -> Any:
    """Return a field of one line."""
    extra = _drawn("line", hint, section, group)
    default: Any = ... if needed and not group else ""
    return Field(default, title=label, description=enter, max_length=200, json_schema_extra=extra)


def one_of(label: str, enter: str, hint: str = "", *, kind: Kind = "radios", section: str = "", group: str = "") -> Any:
    """Return a field for a choice; what there is to choose from, the action says."""
    extra = _drawn(kind, hint, section, group)
    return Field("" if group else ..., title=label, description=enter, max_length=100, json_schema_extra=extra)


def day(label: str, hint: str, *, section: str = "", group: str = "") -> tuple[Any, Any, Any]:
    """Return the three fields of a day; the first draws all of them."""
    enter = f"Enter the {label.lower()}, as in 31 3 2027"
    return (
        Field("", title=label, description=enter, max_length=2, json_schema_extra=_drawn("day", hint, section, group)),
        Field("", title=f"{label}: month", description=enter, max_length=9, json_schema_extra={"part": ""}),
        Field("", title=f"{label}: year", description=enter, max_length=4, json_schema_extra={"part": ""}),
    )


_MONTHS = tuple(name.lower() for name in month_name)[1:]


def day_of(form: BaseModel, name: str) -> date | None:
    """Return the day that somebody typed; None where it is none.

    Examples
    --------
    >>> class Due(BaseModel):
    ...     due_day: str
    ...     due_month: str
    ...     due_year: str
    >>> day_of(Due(due_day="31", due_month="Mar", due_year="2027"), "due")
    datetime.date(2027, 3, 31)
    """
    typed = [str(getattr(form, f"{name}_{part}")).strip().lower() for part in DAY]
    named = [str(n) for n, word in enumerate(_MONTHS, 1) if len(typed[1]) > 2 and word.startswith(typed[1])]
    month = named[0] if named else ""
    figures = (typed[2], month or typed[1], typed[0])
    if not all(one.isascii() and one.isdigit() for one in figures) or len(typed[2]) != 4:
        return None
    try:
        return date(*map(int, figures))
    except ValueError:
        return None


def day_error(form: BaseModel, name: str, label: str, today: date) -> Iterator[FieldError]:
    """Yield what is wrong with a day that has to come."""
    found = day_of(form, name)
    if found is None:
        yield FieldError(f"{name}_day", f"{label} must be a real date, as in 31 3 2027.")
    elif found < today:
        yield FieldError(f"{name}_day", f"{label} must be today or later.")


def sections_of(model: type[BaseModel], upto: int) -> tuple[Section, ...]:
    """Return how a form is drawn, with so many of the groups that may be repeated."""
    drawn: list[tuple[str, str, Part]] = []
    for name, field in model.model_fields.items():
        extra = field.json_schema_extra
        if not isinstance(extra, dict) or not extra.get("part"):
            continue
        group = str(extra["group"])
        number = group.rpartition(" ")[2]
        # Only groups that may be repeated carry a number.
        if number.isdigit() and int(number) > upto:
            continue
        kind: Any = extra["part"]
        rows = extra["rows"]
        assert isinstance(rows, int)
        drawn.append(
            (
                str(extra["section"]),
                group,
                Part(name.removesuffix("_day"), kind, field.title or name, str(extra["hint"]), rows),
            )
        )
    return tuple(
        Section(title, tuple(Group(group, tuple(one[2] for one in of)) for group, of in groupby(parts, lambda x: x[1])))
        for title, parts in groupby(drawn, lambda x: x[0])
    )
