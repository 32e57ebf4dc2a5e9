"""``-v`` and ``-q``: how much a command tells on stderr. Every command takes them, as does ``peel`` itself."""

from __future__ import annotations

import logging
from collections.abc import Callable

import click

from peel_ml import logs

_KEY = "peel_ml.loudness"
VERBOSE, QUIET = "verbose", "quiet"


def is_quiet() -> bool:
    """Tell whether nothing but errors goes to stderr."""
    return _current() == QUIET


def is_verbose() -> bool:
    """Tell whether events are told on stderr, and an unexpected error's traceback with them."""
    return _current() == VERBOSE


def give_options(command: click.Command) -> click.Command:
    """Add both options to a command, and to every command below a group."""
    if not any(isinstance(parameter, _Loudness) for parameter in command.params):
        command.params += [
            _Loudness(["-v", "--verbose"], VERBOSE, "Tell every step on stderr, and where an error came from."),
            _Loudness(["-q", "--quiet"], QUIET, "Nothing on stderr but errors."),
        ]
    if isinstance(command, click.Group):
        for below in command.commands.values():
            give_options(below)
    return command


class _Loudness(click.Option):
    def __init__(self, names: list[str], value: str, help: str) -> None:
        super().__init__(names, is_flag=True, help=help, expose_value=False, callback=_noted(value))


def _noted(value: str) -> Callable[[click.Context, click.Parameter, bool], None]:
    def note(context: click.Context, parameter: click.Parameter, given: bool) -> None:
        if not given:
            return
        # Shared by a command and the group it is called through: `peel -q run` and `peel run -q` are one.
        if context.meta.setdefault(_KEY, value) != value:
            raise click.UsageError("-v and -q were both given. Give one of them.", context)
        logs.show(logging.DEBUG if value == VERBOSE else None)

    return note


def _current() -> str | None:
    context = click.get_current_context(silent=True)
    return None if context is None else context.meta.get(_KEY)
