"""Turns answers and refusals into responses: the page around the page, cookies, one-time tokens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from peel_ml.review.answers import Answer, Away, Cookie, Download, Page, Refused
from peel_ml.review.drafts import packed
from peel_ml.review.guard import Visitor
from peel_ml.review.looks import render, statics
from peel_ml.review.routes import PREFIX, Asked, Row, address, may
from peel_ml.review.services import Services
from peel_ml.review.tokens import FIELD


def respond(answer: Answer, asked: Asked, request: Request, visitor: Visitor) -> Response:
    """Return the response for what a handler answered."""
    services: Services = asked.services
    response: Response
    if isinstance(answer, Away):
        if answer.said and visitor.session:
            services.sessions.say(visitor.session, answer.said)
        to = answer.to or address(services.rows, answer.name, answer.path)
        response = RedirectResponse(to, status_code=303)
        visitor.new.extend(answer.cookies)
    elif isinstance(answer, Download):
        response = Response(answer.content, media_type=answer.media_type)
        response.headers["content-security-policy"] = answer.policy
        if answer.name:
            response.headers["content-disposition"] = f'attachment; filename="{answer.name}"'
    else:
        values = {"errors": asked.errors, "typed": asked.typed, **answer.values}
        response = _page(answer.template, values, answer.status, request, visitor, services, asked.row)
    return _with_cookies(response, visitor, services)


def show_refusal(
    refused: Refused,
    request: Request,
    visitor: Visitor,
    services: Services,
    row: Row | None,
    fields: list[tuple[str, str]],
) -> Response:
    """Return the page that says why; somebody who is not signed in gets the form to do so."""
    if refused.status == 401 and services.nobody():
        return RedirectResponse(address(services.rows, "set_up"), status_code=303)
    values: dict[str, Any] = {"written": _written(row, fields), "errors": (), "typed": {}}
    if refused.status == 401:
        sent = row is not None and row.method == "POST"
        kept = packed(request.url.path, [one for one in fields if one[0] != FIELD]) if sent else ""
        to = request.url.path if row is not None and (not sent or kept) else ""
        away = request.headers.get("sec-fetch-site") == "cross-site"
        page = Page("sign_in", values | {"to": to, "followed": away, "kept": kept}, 401)
    else:
        page = Page("refused", values | {"refused": refused}, refused.status)
    response = _page(page.template, page.values, page.status, request, visitor, services, row)
    if refused.wait_s:
        response.headers["retry-after"] = str(refused.wait_s)
    return _with_cookies(response, visitor, services)


def _written(row: Row | None, fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what somebody wrote in a form that was not accepted, so that it is not lost; never a password."""
    if row is None or row.form is None:
        return []
    known = row.form.model_fields
    return [
        (known[name].title or name, text)
        for name, text in fields
        if name in known and text.strip() and known[name].repr
    ]


def _page(
    template: str,
    values: Mapping[str, Any],
    status: int,
    request: Request,
    visitor: Visitor,
    services: Services,
    row: Row | None,
) -> Response:
    now = services.settings.clock()

    def url(name: str, **path: str) -> str:
        return address(services.rows, name, path)

    def token_field() -> Markup:
        token = services.tokens.give(visitor.holder(services.cookies.visit), now)
        return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, token)

    menu = [
        (one.menu, address(services.rows, one.name), row is not None and one.name == row.name)
        for one in services.rows.values()
        if one.menu and visitor.user and may(one.who, visitor.user, visitor.person)
    ]
    style, _, icon = statics()
    frame = {
        "style": f"{PREFIX}/static/{style.name}",
        "icon": f"{PREFIX}/static/{icon.name}",
        "url": url,
        "token_field": token_field,
        "menu": menu,
        "user": visitor.user,
        "person": visitor.person,
        "session": visitor.session,
        "now": now,
        "said": services.sessions.said(visitor.session) if visitor.session and status < 400 else "",
        "status": status,
    }
    return HTMLResponse(render(template, **frame, **values), status_code=status)


def _with_cookies(response: Response, visitor: Visitor, services: Services) -> Response:
    for cookie in visitor.new:
        _set(response, cookie, services.settings.secure)
    return response


def _set(response: Response, cookie: Cookie, secure: bool) -> None:
    response.set_cookie(
        cookie.name,
        cookie.value,
        max_age=cookie.life_s,
        path=PREFIX,
        secure=secure,
        httponly=True,
        samesite="strict",
    )
