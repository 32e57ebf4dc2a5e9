"""The page of an action, and what its form does: add a group, save a draft, show it once more, record it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from peel_ml.assurance.payloads import payload_from
from peel_ml.assurance.register.desk import Act, Changed, Desk
from peel_ml.assurance.register.desk import Refused as NotRecorded
from peel_ml.assurance.submissions.manifest import Manifest
from peel_ml.cards.card import Card
from peel_ml.errors import BadRequest, FellShort
from peel_ml.review.answers import Answer, Away, Page, Refused, not_allowed, not_found
from peel_ml.review.drafts import Draft, Drafts, Place
from peel_ml.review.pages.deciding.action import Action
from peel_ml.review.pages.deciding.doing import Doing, date_words, now_of, plain
from peel_ml.review.pages.deciding.forms import MOST, SHOWN
from peel_ml.review.pages.deciding.may import barred, may_act_as, roles_of, untimely
from peel_ml.review.pages.deciding.parts import sections_of
from peel_ml.review.pages.deciding.since import conflicted
from peel_ml.review.pages.deciding.table import BY_NAME
from peel_ml.review.pages.reading.access import matter_of
from peel_ml.review.pages.reading.frozen import frozen_of
from peel_ml.review.reading import FieldError
from peel_ml.review.routes import Asked, address

FROM_LINKS = ("field", "question", "challenge", "number", "code")
"""What a link to a form may choose beforehand."""


def show(asked: Asked) -> Answer:
    """Show the form of an action, with what the person began to write."""
    action = BY_NAME.get(asked.path["action"])
    if action is None:
        raise not_found()
    doing = _doing(asked, action)
    draft = _drafts(asked).find(doing.person.id, _place(doing, action)) if action.long else None
    linked = {name: text for name, text in asked.query.items() if name in FROM_LINKS}
    return _page(asked, action, doing, {**linked, **_kept(action, draft.typed if draft else {})}, draft=draft)


def do(asked: Asked) -> Answer:
    """Do what the button says; nothing is recorded before everything is right."""
    action = BY_NAME[asked.row.path.rpartition("/")[2]]
    doing = _doing(asked, action)
    step = asked.typed.get("step", "")
    if step == "draft" and action.long:
        return _saved(asked, action, doing)
    if step == "more" and action.more:
        rows = min(MOST, _rows(asked.typed) + 1)
        return _page(asked, action, doing, {**asked.typed, "rows": str(rows)})
    if step == "change":
        return _page(asked, action, doing, asked.typed)
    errors = (*asked.errors, *_not_offered(asked, action, doing))
    if not errors:
        errors = tuple(action.wrong(asked.form(action.form), doing))
    if errors:
        return _page(asked, action, doing, asked.typed, errors, status=422)
    if action.checked and step != "record":
        return _check(asked, action, doing)
    return _record(asked, action, doing)


def _record(asked: Asked, action: Action, doing: Doing) -> Answer:
    form: Any = asked.form(action.form)
    desk: Desk = asked.desk
    me, matter, seen = doing.person.id, doing.matter, form.seen
    try:
        what = payload_from(action.name, action.payload(form, doing))
        if action.name == "approve":
            desk.approve(me, matter.id, what.answers, what.conditions, seen)
        elif action.name == "revoke":
            desk.revoke(me, matter.id, form.reason, seen)
        else:
            role = form.role or doing.roles[0]
            desk.record(Act(me, role, action.name, matter.id, what, getattr(form, "reason", ""), seen))
    except Changed as changed:
        if action.long:
            _drafts(asked).save(me, _place(doing, action), _written(asked, action), doing.at)
        raise conflicted(desk.book(), matter.id, seen, changed.summary, kept=action.long) from changed
    except (NotRecorded, FellShort, BadRequest) as error:
        said = [str(one) for one in error.problems] or [error.summary]
        return _page(asked, action, doing, asked.typed, [FieldError("", _sentence(one)) for one in said], status=409)
    if action.long:
        _drafts(asked).drop(me, _place(doing, action))
    return Away("matter", {"matter": matter.id}, f"{action.done} The service recorded it for you.")


def _doing(asked: Asked, action: Action) -> Doing:
    """Return who is about to do what; refuse whoever may not, before anything is shown."""
    desk: Desk = asked.desk
    matter, book = matter_of(asked)
    at = now_of(asked.now)
    assert asked.person is not None
    # As the register has them: who signs in brings lent roles, too.
    person = book.people[asked.person.id]
    roles = may_act_as(book, person, action.name, at)
    if not roles:
        names = " or ".join(plain(one) for one in roles_of(action.name) if one not in ("monitor", "pipeline"))
        raise not_allowed(f"This needs the role of {names}, which you do not have. Nothing was recorded.")
    early = untimely(book, matter, action.name, at)
    if early or not action.open(matter):
        why = tuple(_sentence(str(one)) for one in early) or ("There is nothing to do for this here now.",)
        raise Refused(409, "This cannot be done now", why[0], "Look at where the matter stands.", why[1:])
    stops = {role: barred(book, matter, person, action.name, role, at) for role in roles}
    free = tuple(role for role in roles if not stops[role])
    if not free:
        why = tuple(_sentence(str(one)) for one in stops[roles[0]])
        raise Refused(403, "You may not do this", why[0], "Somebody else has to.", why[1:])
    return action.narrowed(Doing(desk, book, matter, person, free, at, _card(asked, matter.manifest)))


def _card(asked: Asked, manifest: Manifest) -> Card | None:
    frozen = frozen_of(asked, manifest)
    return frozen.card() if frozen.has("card.json") else None


def _page(
    asked: Asked,
    action: Action,
    doing: Doing,
    typed: Mapping[str, str],
    errors: Iterable[FieldError] = (),
    draft: Draft | None = None,
    saved: str = "",
    status: int = 200,
) -> Page:
    rows = _rows(typed)
    shown = _shown(asked, action, doing)
    return Page(
        "deciding/do",
        {
            **_common(asked, doing, action),
            "sections": sections_of(action.form, rows),
            "options": {name: of(doing) for name, of in action.options.items()},
            "typed": {"seen": doing.matter.seqs[-1], **typed},
            "rows": rows if action.more else 0,
            "full": rows >= MOST,
            "shown": shown,
            "errors": tuple(errors),
            "draft": draft,
            "saved": saved,
        },
        status,
    )


def _shown(asked: Asked, action: Action, doing: Doing) -> dict[str, Any]:
    again = asked.row.method == "POST" and action.later is not None
    return dict(action.later(doing) if again and action.later else action.shown(doing))


def _common(asked: Asked, doing: Doing, action: Action) -> dict[str, Any]:
    return {
        "action": action,
        "doing": doing,
        "matter": doing.matter,
        "roles": tuple((role, plain(role).capitalize()) for role in doing.roles),
        "back": address(asked.services.rows, "matter", {"matter": doing.matter.id}),
        "plain": plain,
        "date_words": date_words,
    }


def _check(asked: Asked, action: Action, doing: Doing) -> Page:
    form: Any = asked.form(action.form)
    values = {
        **_common(asked, doing, action),
        "shown": _shown(asked, action, doing),
        "what": action.payload(form, doing),
        "reason": getattr(form, "reason", ""),
        "fields": [
            (name, text) for name, text in asked.typed.items() if name in action.form.model_fields and name != "step"
        ],
    }
    return Page("deciding/check", values)


def _saved(asked: Asked, action: Action, doing: Doing) -> Page:
    _drafts(asked).save(doing.person.id, _place(doing, action), _written(asked, action), doing.at)
    return _page(asked, action, doing, asked.typed, saved="Your draft is saved. Only you can see it.")


def _written(asked: Asked, action: Action) -> list[tuple[str, str]]:
    return list(_kept(action, asked.typed).items())


def _kept(action: Action, typed: Mapping[str, str]) -> dict[str, str]:
    """Return what somebody wrote; which page it was written on does not belong to it."""
    known = action.form.model_fields
    return {n: text for n, text in typed.items() if n in known and (known[n].repr or n == "rows")}


def _not_offered(asked: Asked, action: Action, doing: Doing) -> Iterator[FieldError]:
    """Yield choices that were not among those offered."""
    if asked.typed.get("role", "") not in ("", *doing.roles):
        yield FieldError("role", "Choose a role that you hold.")
    for name, text in asked.typed.items():
        of = action.options.get(name) or action.options.get(name.rpartition("_")[0])
        if of is not None and text.strip() and text not in dict(of(doing)):
            field = action.form.model_fields.get(name)
            yield FieldError(name, f"{field.description if field else 'Choose again'}.")


def _rows(typed: Mapping[str, str]) -> int:
    text = typed.get("rows", "")
    return min(MOST, max(SHOWN, int(text))) if text.isascii() and text.isdigit() and len(text) < 4 else SHOWN


def _drafts(asked: Asked) -> Drafts:
    return Drafts(asked.desk.storage)


def _place(doing: Doing, action: Action) -> Place:
    return Place(doing.matter.id, action.name)


def _sentence(text: str) -> str:
    said = text[:1].upper() + text[1:]
    return said if said.endswith((".", "!", "?")) else f"{said}."
