"""The pages as one ASGI app, made from the table of routes."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from peel_ml.review import described, guard
from peel_ml.review.answers import Refused
from peel_ml.review.guard import Visitor
from peel_ml.review.looks import Static, statics
from peel_ml.review.reading import FieldError, read
from peel_ml.review.refusals import from_error, from_http
from peel_ml.review.routes import PREFIX, Asked, People, Row
from peel_ml.review.services import Services, serve
from peel_ml.review.settings import ReviewSettings
from peel_ml.review.shell import Receive, Scope, Send, Shell
from peel_ml.review.shown import respond, show_refusal
from peel_ml.review.table import ROWS
from peel_ml.review.tokens import FIELD
from peel_ml.review.users import Users

_log = logging.getLogger(__name__)
_FOR_EVER = "public, max-age=31536000, immutable"
_FIELDS = 300
"""No form has more fields."""


class Review:
    """The app and what it holds.

    Parameters
    ----------
    services : Services
    rows : iterable of Row

    Attributes
    ----------
    api : FastAPI
        The routes themselves, without what is around them.
    """

    def __init__(self, services: Services, rows: Iterable[Row]) -> None:
        self.services = services
        self.rows = tuple(rows)
        self.api = FastAPI(
            title="Review pages", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False
        )
        for row in self.rows:
            self._add(row)
        for static in statics():
            self._add_static(static)
        self.api.add_api_route(PREFIX, _to_start, include_in_schema=False)
        self.api.add_exception_handler(HTTPException, self._http_error)
        self._shell = Shell(self.api, services.settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, as an ASGI app."""
        await self._shell(scope, receive, send)

    def close(self) -> None:
        """Close the state."""
        self.services.state.close()

    def _add(self, row: Row) -> None:
        async def endpoint(request: Request) -> Response:
            return await self._answer(row, request)

        self.api.add_api_route(
            PREFIX + row.path,
            endpoint,
            methods=[row.method],
            name=row.name,
            response_class=Response,
            **described.openapi(row),
        )

    def _add_static(self, static: Static) -> None:
        async def endpoint() -> Response:
            return Response(static.content, media_type=static.media_type, headers={"cache-control": _FOR_EVER})

        self.api.add_api_route(f"{PREFIX}/static/{static.name}", endpoint, include_in_schema=False)

    async def _answer(self, row: Row, request: Request) -> Response:
        visitor = await run_in_threadpool(guard.recognise, request, self.services)
        fields: list[tuple[str, str]] = []
        try:
            if row.method == "POST":
                guard.same_origin(request, self.services)
                async with request.form(max_files=0, max_fields=_FIELDS) as form:
                    fields = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
            return await run_in_threadpool(self._handle, row, request, visitor, fields)
        except Refused as refused:
            return await run_in_threadpool(show_refusal, refused, request, visitor, self.services, row, fields)

    def _handle(self, row: Row, request: Request, visitor: Visitor, fields: list[tuple[str, str]]) -> Response:
        guard.admitted(row, visitor)
        typed = dict(fields)
        if row.method == "POST":
            guard.token_holds(typed.pop(FIELD, ""), visitor, self.services)
        filled: BaseModel | None = None
        errors: tuple[FieldError, ...] = ()
        if row.form is not None:
            filled, errors = read(row.form, [(name, value) for name, value in fields if name != FIELD])
        asked = Asked(
            row,
            self.services.desk,
            self.services.settings.clock(),
            visitor.user,
            visitor.person,
            visitor.session,
            request.path_params,
            dict(request.query_params),
            typed,
            errors,
            filled,
            self.services,
            request.client.host if request.client else "",
            request.cookies.get(self.services.cookies.browser, ""),
        )
        try:
            return respond(row.handler(asked), asked, request, visitor)
        except Exception as error:
            # The reader gets a page for whatever went wrong; what is no refusal of ours stands in the log, by kind.
            if not isinstance(error, Refused):
                _log.error("%s %s failed: %s", row.method, row.name, type(error).__name__)
            raise from_error(error) from error

    async def _http_error(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        visitor = await run_in_threadpool(guard.recognise, request, self.services)
        shown = await run_in_threadpool(show_refusal, from_http(error), request, visitor, self.services, None, [])
        shown.headers.update(error.headers or {})
        return shown


async def _to_start() -> Response:
    return RedirectResponse(f"{PREFIX}/", status_code=308)


def create_app(
    people: People, users: Users, settings: ReviewSettings, desk: Any = None, rows: Iterable[Row] = ROWS
) -> Review:
    """Return the app.

    Parameters
    ----------
    people : People
        Who is who in the register.
    users : Users
        Whose passwords open the pages.
    settings : ReviewSettings
    desk : Any
        The register and everything that may be done to it: handlers get it as `Asked.desk`.
    rows : iterable of Row
        The table of routes.

    Raises
    ------
    PeelError
        The sign-in state cannot be opened.
    """
    table = tuple(rows)
    return Review(serve(people, users, settings, desk, {row.name: row for row in table}), table)
