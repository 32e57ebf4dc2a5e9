"""What an action's page is: its words, its form, what it records, and what it shows first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from peel_ml.assurance.register.matter import Matter
from peel_ml.review.pages.deciding.doing import Doing, Options, Shown
from peel_ml.review.pages.deciding.parts import OnMatter
from peel_ml.review.reading import FieldError


def _nothing(*_: Any) -> Iterator[FieldError]:
    return iter(())


def _always(matter: Matter) -> bool:
    return True


@dataclass(frozen=True)
class Action:
    """One row of the table of actions.

    Parameters
    ----------
    name : str
        As in the register; also the last part of its address.
    title : str
        Heading of the page, and of links to it.
    lede : str
        What it does, and what follows from it.
    form : type of OnMatter
    button : str
    done : str
        Sentence for the next page.
    payload : callable
        From the form and `Doing` to what the register keeps.
    part : str
        Template of what is shown before the form; empty for none.
    shown : callable
        What that template shows when the page is opened.
    later : callable, optional
        What it shows when the form comes back, where `shown` takes long.
    options : mapping
        What there is to choose from, by field.
    wrong : callable
        What is wrong with a form beside what each field says.
    narrowed : callable
        Leaves of several roles the one that is meant, where the form cannot ask.
    open : callable
        Whether there is anything to do, such as a question to answer.
    stops : bool
        Whether the button is red.
    checked : bool
        Whether a page shows everything once more before it is recorded.
    long : bool
        Whether a draft is kept.
    more : str
        Button for another group of fields; empty where there are none.
    """

    name: str
    title: str
    lede: str
    form: type[OnMatter]
    button: str
    done: str
    payload: Callable[[Any, Doing], Mapping[str, Any]] = lambda form, doing: {}
    part: str = ""
    shown: Callable[[Doing], Shown] = lambda doing: {}
    later: Callable[[Doing], Shown] | None = None
    options: Mapping[str, Callable[[Doing], Options]] = field(default_factory=dict)
    wrong: Callable[[Any, Doing], Iterator[FieldError]] = _nothing
    narrowed: Callable[[Doing], Doing] = lambda doing: doing
    open: Callable[[Matter], bool] = _always
    stops: bool = False
    checked: bool = False
    long: bool = False
    more: str = ""


def same(*names: str) -> Callable[[BaseModel, Doing], dict[str, Any]]:
    """Return what records fields under their own names."""
    return lambda form, doing: {name: getattr(form, name) for name in names}
