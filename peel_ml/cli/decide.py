"""The commands that decide: one for each move of a matter, signed with the person's own key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from peel_ml.cli.signing import acts_as, desk_of, matter_of, role_for, told
from peel_ml.errors import BadRequest

if TYPE_CHECKING:
    from peel_ml.assurance.register.matter import Matter

Payload = Callable[[dict[str, Any], Any], dict[str, Any]]
"""What an action carries, made from the options given and the matter."""


def _nothing(given: dict[str, Any], matter: Any) -> dict[str, Any]:
    return {}


def _conflict(given: dict[str, Any], matter: Any) -> dict[str, Any]:
    return {"conflict_of_interest": given["conflict"]}


def _findings(given: dict[str, Any], matter: Any) -> dict[str, Any]:
    return {"findings": [dict(zip(("field", "text"), one, strict=True)) for one in given["finding"]]}


def _attested(given: dict[str, Any], matter: Any) -> dict[str, Any]:
    part = given["part"].replace("-", "_")
    return {"part": part, "sha256": matter.asks.parts.get(part, ""), "statement": given["statement"]}


def _cause(given: dict[str, Any], matter: Any) -> dict[str, Any]:
    return {"cause": given["cause"].replace("-", "_")}


def _closed(given: dict[str, Any], matter: Any) -> dict[str, Any]:
    return {"closed": given["closed"]}


def _challenge(given: dict[str, Any], matter: Any) -> dict[str, Any]:
    return {"on_behalf_of": given["on_behalf_of"], "text": given["text"]}


def _response(given: dict[str, Any], matter: Any) -> dict[str, Any]:
    return {"challenge": given["challenge"], "text": given["text"], "closes": given["closes"]}


def _met(given: dict[str, Any], matter: Any) -> dict[str, Any]:
    return {"number": given["number"], "checked": given["checked"]}


def _by_hand(given: dict[str, Any], matter: Any) -> dict[str, Any]:
    said = {name: given[name] for name in ("keyboard", "zoom", "screen_reader", "plain_english")}
    minor = [{"text": text, "serious": False, "mend_by": day} for text, day in given["minor"]]
    return {**said, "issues": [*minor, *({"text": text, "serious": True} for text in given["serious"])]}


def _justification(given: dict[str, Any], matter: Any) -> dict[str, Any]:
    return {name: given[name] for name in _JUSTIFICATION}


def _code(given: dict[str, Any], matter: Any) -> dict[str, Any]:
    return {"code": given["code"]}


_JUSTIFICATION = (
    "code",
    "finding",
    "legitimate_aim",
    "why_proportionate",
    "less_unequal_options",
    "mitigation",
    "expires",
)

_REASON = click.option("--reason", required=True, help="Why, in a sentence.")


def _said(name: str, help: str) -> Any:
    return click.option(f"--{name}", required=True, metavar="WORDS", help=help)


TABLE: dict[str, tuple[str, Payload, tuple[Any, ...], str]] = {
    "countersign": ("countersign", _nothing, (), "Stand for RUN as its owner."),
    "pick-up": (
        "pick_up",
        _conflict,
        (_said("conflict", "Your conflict of interest in your own words; “none” is an answer."),),
        "Take RUN on as its reviewer.",
    ),
    "check-by-hand": (
        "check_by_hand",
        _by_hand,
        (
            _said("keyboard", "What trying it with the keyboard alone showed."),
            _said("zoom", "What 400% zoom showed."),
            _said("screen-reader", "What a screen reader said."),
            _said("plain-english", "Whether you understood it."),
            click.option(
                "--minor",
                type=(str, str),
                multiple=True,
                metavar="WORDS DAY",
                help="Something minor, and by when it will be mended; it needs a justification.",
            ),
            click.option("--serious", multiple=True, metavar="WORDS", help="Something that keeps people out."),
        ),
        "Record what trying RUN's card by hand showed.",
    ),
    "request-changes": (
        "request_changes",
        _findings,
        (
            click.option(
                "--finding",
                type=(str, str),
                multiple=True,
                required=True,
                metavar="FIELD WORDS",
                help="A field or gate of the card, and what must change; may be repeated.",
            ),
        ),
        "Send RUN back to its author.",
    ),
    "attest": (
        "attest",
        _attested,
        (
            click.option("--part", type=click.Choice(("equality", "data-protection")), default="equality"),
            _said("statement", "What you attest, in your own words."),
        ),
        "Attest RUN for equality or data protection.",
    ),
    "justify": (
        "justify",
        _justification,
        (
            click.option("--code", required=True, metavar="J1 … J12"),
            _said("finding", "What was found."),
            _said("legitimate-aim", "What it is for."),
            _said("why-proportionate", "Why that is proportionate."),
            _said("less-unequal-options", "Which less unequal options were looked at."),
            _said("mitigation", "What is done about it."),
            click.option("--expires", required=True, metavar="DAY", help="As in 2027-03-31."),
        ),
        "Write why a finding about RUN may stand.",
    ),
    "accept": (
        "accept",
        _code,
        (click.option("--code", required=True, metavar="J1 … J12"),),
        "Accept a justification; nobody accepts their own.",
    ),
    "reject": ("reject", _nothing, (_REASON,), "Turn RUN down, for good."),
    "suspend": (
        "suspend",
        _cause,
        (
            click.option(
                "--cause",
                type=click.Choice(
                    ("other", "failed-evidence", "hash-mismatch", "overdue-condition", "lapsed-assessment")
                ),
                default="other",
                show_default=True,
            ),
            _REASON,
        ),
        "Stop RUN being used; one person is enough.",
    ),
    "reinstate": (
        "reinstate",
        _closed,
        (_said("closed", "How the cause was closed."),),
        "Let a suspended RUN be used again; an approver and a reviewer both have to.",
    ),
    "challenge": (
        "challenge",
        _challenge,
        (
            _said("on-behalf-of", "Such as “an ethics panel” or “a member of the public”; never a name."),
            _said("text", "What is questioned."),
        ),
        "Record that somebody questions RUN; a clock runs until it is answered.",
    ),
    "respond": (
        "respond",
        _response,
        (
            click.option("--challenge", type=int, required=True, metavar="ENTRY", help="Number of its entry."),
            _said("text", "What is said to it."),
            click.option("--closes/--stays-open", default=True, show_default=True),
        ),
        "Answer a challenge of RUN.",
    ),
    "meet-condition": (
        "meet_condition",
        _met,
        (
            click.option("--number", type=int, required=True, metavar="N", help="Which condition, from 1."),
            _said("checked", "How you saw that it is met."),
        ),
        "Record that a condition of RUN's approval is met.",
    ),
}
"""Command: its action, what it carries, its options, and its help."""


def _command(name: str) -> click.Command:
    action, payload, options, help_ = TABLE[name]

    def decide(run: str, scope: str | None, person: str, key: Path | None, **given: Any) -> None:
        from peel_ml.assurance.payloads import payload_from
        from peel_ml.assurance.register.desk import Act

        desk = desk_of(person, key)
        matter = matter_of(desk, run, scope)
        what = payload_from(action, payload(given, matter))
        role = role_for(desk, person, _roles(action))
        desk.record(Act(person, role, action, matter.id, what, given.get("reason", ""), matter.seqs[-1]))
        _tell(desk.matter(matter.id))

    decide.__doc__ = help_
    return _on_a_matter(name, decide, options)


def _tell(matter: Matter) -> None:
    """Say where a matter stands now, and where no model stands behind an approval."""
    click.echo(told(matter))
    if matter.approval_id is not None and not matter.manifest.model_released:
        click.echo("No model is released, so nothing is registered in MLflow.", err=True)


def _on_a_matter(name: str, function: Callable[..., None], options: tuple[Any, ...]) -> click.Command:
    decorated: Any = function
    for option in (*reversed(options), acts_as):
        decorated = option(decorated)
    decorated = click.option("--scope", metavar="SCOPE", help="Where RUN stands for several matters.")(decorated)
    return click.command(name)(click.argument("run", metavar="RUN")(decorated))


def _roles(action: str) -> tuple[Any, ...]:
    from peel_ml.assurance.moves import MOVES, NOTES

    found = [
        *(one.roles for one in MOVES if one.action == action),
        *(one.roles for one in NOTES if one.action == action),
    ]
    return tuple(dict.fromkeys(role for roles in found for role in roles))


countersign, pick_up, check_by_hand, request_changes = map(
    _command, ("countersign", "pick-up", "check-by-hand", "request-changes")
)
attest, justify, accept, reject = map(_command, ("attest", "justify", "accept", "reject"))
suspend, reinstate = map(_command, ("suspend", "reinstate"))
challenge, respond, meet_condition = map(_command, ("challenge", "respond", "meet-condition"))


def _approve(
    run: str,
    scope: str | None,
    person: str,
    key: Path | None,
    who_could_be_hurt: str,
    not_known: str,
    would_stop: str,
    condition: tuple[tuple[str, str, str, str], ...],
) -> None:
    """Approve RUN for the scope it was submitted for.

    The gates are judged again first. Where two approvers are needed, the last one's approval is signed and holds.
    """
    from peel_ml.assurance.payloads import payload_from

    desk = desk_of(person, key)
    matter = matter_of(desk, run, scope)
    what = payload_from(
        "approve",
        {
            "answers": {
                "who_could_be_hurt": who_could_be_hurt,
                "what_is_not_known": not_known,
                "what_would_make_me_stop_it": would_stop,
            },
            "conditions": list(_conditions(condition)),
        },
    )
    _tell(desk.approve(person, matter.id, what.answers, what.conditions, matter.seqs[-1]))


def _conditions(given: tuple[tuple[str, str, str, str], ...]) -> Iterator[dict[str, str]]:
    for text, owner, due, check in given:
        yield {"text": text, "owner": owner, "due": due, "check": check}


approve = _on_a_matter(
    "approve",
    _approve,
    (
        _said("who-could-be-hurt", "In your own words."),
        _said("not-known", "What is not known, in your own words."),
        _said("would-stop", "What would make you stop it, in your own words."),
        click.option(
            "--condition",
            type=(str, str, str, str),
            multiple=True,
            metavar="WORDS OWNER DAY CHECK",
            help="What has to be done, by which role, by when, and how anybody can tell; may be repeated.",
        ),
    ),
)


def _revoke(run: str, scope: str | None, person: str, key: Path | None, reason: str) -> None:
    """Take the approval of RUN back, for good; what rests on the same model is suspended with it."""
    desk = desk_of(person, key)
    matter = matter_of(desk, run, scope)
    if not reason.strip():
        raise BadRequest("Say why with --reason.")
    _tell(desk.revoke(person, matter.id, reason, matter.seqs[-1]))


revoke = _on_a_matter("revoke", _revoke, (_REASON,))
