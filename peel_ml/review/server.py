"""MLflow's server with the review pages beside it: ``mlflow server --app-name peel``.

The pages are never made part of MLflow's app: a route that is added there is served without a password. An outer
app looks at the address, and hands ``/peel`` to the pages and everything else to MLflow's protected app.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping
from signal import SIGTERM
from typing import Any

import click

from peel_ml.review import own_secrets
from peel_ml.review.lock import RegisterLock, sqlite_file
from peel_ml.review.routes import PREFIX
from peel_ml.review.shell import App, Message, Receive, Scope, Send
from peel_ml.settings import Settings, read_settings

ADDRESS = "PEEL_UI_ADDRESS"
"""Set by `peel ui`: what to tell the person at the terminal."""
PARENT = "PEEL_UI_PROCESS"
"""Set by `peel ui`: the server ends when that process is gone, however it went."""
_LOOK_S = 2


class Beside:
    """Two apps under one address.

    Parameters
    ----------
    pages : App
        Gets every request below ``/peel``.
    mlflow : App
        Gets everything else: the beginning and end of the server and websockets too.
    begun : callable, optional
        Called once the server answers.
    """

    def __init__(self, pages: App, mlflow: App, begun: Any = None) -> None:
        self._pages, self._mlflow, self._begun = pages, mlflow, begun

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, as an ASGI app."""
        path = scope.get("path", "")
        if scope["type"] != "lifespan" and (path == PREFIX or path.startswith(f"{PREFIX}/")):
            await self._pages(scope, receive, send)
            return

        async def told(message: Message) -> None:
            await send(message)
            if message["type"] == "lifespan.startup.complete" and self._begun is not None:
                self._begun()

        await self._mlflow(scope, receive, told if scope["type"] == "lifespan" else send)


def server() -> App:
    """Return the app that `mlflow server --app-name peel` serves; the entry point of the group ``mlflow.app``.

    Raises
    ------
    BadRequest
        Another server serves the same sqlite register.
    PeelError
        The register or the users cannot be opened.
    """
    settings = read_settings(anywhere=True)
    _hold(settings)
    pages = _pages(settings, os.environ)
    from mlflow.server.auth import create_app as protected

    # The first administrator comes through the set-up form, not from a password in the environment. Where one is
    # set there, MLflow makes its own administrator as ever.
    if not os.environ.get("MLFLOW_AUTH_ADMIN_PASSWORD"):
        os.environ["_MLFLOW_AUTH_ADMIN_BOOTSTRAPPED"] = "true"
    mlflow = protected()
    pages.services.users.ready()
    return Beside(pages, mlflow, lambda: announce(settings, pages.services.nobody()))


def alone(settings: Settings, environ: Mapping[str, str]) -> App:
    """Return the pages without MLflow, as ``peel ui --review-only`` serves them."""
    _hold(settings)
    pages = _pages(settings, environ)

    async def nothing(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        else:
            # The pages say that there is nothing, after they have looked at Host and size.
            await pages(scope, receive, send)

    pages.services.users.ready()
    return Beside(pages, nothing, lambda: announce(settings, pages.services.nobody()))


def _pages(settings: Settings, environ: Mapping[str, str]) -> Any:
    from peel_ml.assurance.register.opening import open_desk
    from peel_ml.review.wiring import review

    return review(settings, environ, open_desk(settings))


_held: list[RegisterLock] = []
"""For as long as this process lives."""


def _hold(settings: Settings) -> None:
    database = sqlite_file(settings.register_uri)
    if database is not None:
        _held.append(RegisterLock(database))
    parent = os.environ.get(PARENT, "")
    if parent.isdigit():
        threading.Thread(target=_end_with, args=(int(parent),), name="parent", daemon=True).start()


def _end_with(parent: int) -> None:
    """End this server in order once the process that started it is gone."""
    while True:
        time.sleep(_LOOK_S)
        try:
            os.kill(parent, 0)
        except ProcessLookupError:
            os.kill(os.getpid(), SIGTERM)
            return


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        kind = "startup" if message["type"] == "lifespan.startup" else "shutdown"
        await send({"type": f"lifespan.{kind}.complete"})
        if kind == "shutdown":
            return


def announce(settings: Settings, nobody: bool) -> None:
    """Say on the terminal where the pages are and, at the very first start, the code that opens them."""
    address = os.environ.get(ADDRESS, "")
    if nobody:
        click.echo(
            f"Nobody is in the register yet. Open {address}{PREFIX}/set-up and type this code, which works once:\n\n"
            f"    {own_secrets.set_up_code(settings.home)}\n",
            err=True,
        )
    if address:
        click.echo(f"Review pages: {address}{PREFIX}/   Ctrl-C ends the server.", err=True)
