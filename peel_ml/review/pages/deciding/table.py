"""The one table of actions that a page can take. Adding one is adding a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from peel_ml.review.pages.deciding import approving, attesting, forms, options, rows, shown
from peel_ml.review.pages.deciding.action import Action, same
from peel_ml.review.pages.deciding.doing import Doing
from peel_ml.review.pages.deciding.parts import day_error, day_of
from peel_ml.review.reading import FieldError


def _justified(form: Any, doing: Doing) -> dict[str, Any]:
    names = ("code", "finding", "legitimate_aim", "why_proportionate", "less_unequal_options", "mitigation")
    return {**same(*names)(form, doing), "expires": day_of(form, "expires")}


def _by_hand(form: Any, doing: Doing) -> dict[str, Any]:
    serious = [{"text": form.serious, "serious": True}] if form.serious.strip() else []
    minor = {"text": form.minor, "serious": False, "mend_by": day_of(form, "mend")}
    said = same("keyboard", "zoom", "screen_reader", "plain_english")(form, doing)
    return {**said, "issues": [*serious, *([minor] if form.minor.strip() else [])]}


def _by_hand_wrong(form: Any, doing: Doing) -> Iterator[FieldError]:
    for name in ("serious", "minor"):
        if 0 < len(getattr(form, name).strip()) < 3:
            yield FieldError(name, "Say it in a sentence.")
    if form.minor.strip():
        yield from day_error(form, "mend", "The day by which it is mended", doing.at.date())


ACTIONS: tuple[Action, ...] = (
    Action(
        "countersign",
        "Countersign",
        "You answer for the use case. With your countersignature it goes to a reviewer; without it, it goes nowhere.",
        forms.Nothing,
        "Countersign",
        "You have countersigned. It now waits for a reviewer.",
        part="countersign",
    ),
    Action(
        "pick_up",
        "Take it on as reviewer",
        "You review it, and nobody else has to. You must not have launched, coded or tuned it.",
        forms.PickUpForm,
        "Take it on",
        "You are its reviewer now.",
        same("conflict_of_interest"),
        part="countersign",
    ),
    Action(
        "check_by_hand",
        "Try the card by hand",
        "A machine has looked for faults. Only a person can say whether the card can be used and understood.",
        forms.BY_HAND,
        "Record what you found",
        "What you found is recorded.",
        _by_hand,
        wrong=_by_hand_wrong,
        long=True,
    ),
    Action(
        "attest",
        "Attest",
        "You state what this means for people. It counts for the part below as it stands, and for no other.",
        forms.AttestForm,
        "Attest",
        "Your attestation is recorded.",
        attesting.payload,
        part="attest",
        shown=attesting.shown,
        narrowed=attesting.narrowed,
        long=True,
    ),
    Action(
        "justify",
        "Justify a finding",
        "Some findings may stand with a reason. An approver decides whether yours will do; you cannot accept your own.",
        forms.JUSTIFY,
        "Record the justification",
        "The justification is recorded. It now has to be accepted.",
        _justified,
        part="justify",
        shown=shown.justifications,
        options={"code": options.to_justify},
        wrong=lambda form, doing: day_error(form, "expires", "The last day", doing.at.date()),
        open=lambda matter: bool(matter.to_justify),
        long=True,
    ),
    Action(
        "accept",
        "Accept a justification",
        "You say that the reason will do. Nobody accepts their own.",
        forms.AcceptForm,
        "Accept",
        "The justification is accepted.",
        same("code"),
        part="justify",
        shown=shown.justifications,
        options={"code": options.acceptable},
        open=lambda matter: bool(matter.justifications),
    ),
    Action(
        "request_changes",
        "Ask for changes",
        "It goes back to its author, who submits a new revision. Tie each finding to a field of the card or to a gate.",
        forms.CHANGES,
        "Send it back",
        "It went back to its author.",
        rows.findings,
        options={"field": options.fields},
        wrong=rows.wrong_findings,
        long=True,
        more="Add another finding",
    ),
    Action(
        "approve",
        "Approve",
        "You decide for the scope that it was submitted for, and for nothing else.",
        forms.APPROVE,
        "Go on",
        "Your approval is recorded.",
        rows.conditions,
        part="approve",
        shown=approving.shown,
        later=approving.bound,
        options={"owner": options.owners},
        wrong=rows.wrong_conditions,
        checked=True,
        long=True,
        more="Add another condition",
    ),
    Action(
        "reject",
        "Turn it down",
        "It is turned down for good. The author can start again with another run.",
        forms.RejectForm,
        "Go on",
        "It was turned down.",
        stops=True,
        checked=True,
        long=True,
    ),
    Action(
        "suspend",
        "Stop it being used",
        "It may not be used from now on, until an approver and a reviewer agree that the cause is closed. "
        "One person is enough to stop it.",
        forms.SuspendForm,
        "Stop it now",
        "It is suspended.",
        same("cause"),
        options={"cause": options.causes},
        stops=True,
    ),
    Action(
        "reinstate",
        "Let it be used again",
        "An approver and a reviewer both have to agree. It goes back to what was approved, with the same end.",
        forms.ReinstateForm,
        "Agree",
        "Your agreement is recorded.",
        same("closed"),
        part="reinstate",
    ),
    Action(
        "revoke",
        "Take the approval back",
        "It is taken back for good. What rests on the same model is suspended with it.",
        forms.RevokeForm,
        "Go on",
        "The approval was taken back.",
        stops=True,
        checked=True,
    ),
    Action(
        "dissent",
        "Record a dissent",
        "You see it otherwise, and that stands beside the decision. It stops nothing.",
        forms.DissentForm,
        "Record it",
        "Your dissent is recorded.",
        same("text"),
        long=True,
    ),
    Action(
        "ask",
        "Ask the author",
        "Your question and its answers stand in the register, and everybody here can read them.",
        forms.AskForm,
        "Ask",
        "Your question is recorded.",
        same("field", "text"),
        options={"field": options.fields},
    ),
    Action(
        "answer",
        "Answer a question",
        "Your answer stands beside the question. It may be answered more than once.",
        forms.AnswerForm,
        "Answer",
        "Your answer is recorded.",
        lambda form, doing: {"question": int(form.question), "text": form.text},
        part="answer",
        options={"question": options.questions},
        open=lambda matter: bool(matter.questions),
        long=True,
    ),
    Action(
        "challenge",
        "Record a challenge",
        "Somebody outside questions it. It is an open doubt on the card, and a clock runs, until it is answered.",
        forms.ChallengeForm,
        "Record the challenge",
        "The challenge is recorded. The clock runs.",
        same("on_behalf_of", "text"),
        part="challenge",
        long=True,
    ),
    Action(
        "respond",
        "Respond to a challenge",
        "Your response stands beside the challenge.",
        forms.RespondForm,
        "Respond",
        "Your response is recorded.",
        lambda form, doing: {"challenge": int(form.challenge), "text": form.text, "closes": form.closes == "yes"},
        part="respond",
        options={"challenge": options.challenges, "closes": options.closes},
        open=lambda matter: bool(matter.open_challenges()),
        long=True,
    ),
    Action(
        "meet_condition",
        "Say that a condition is met",
        "You checked it. Whoever had to do it does not say so themselves.",
        forms.MetForm,
        "Record it",
        "The condition is met.",
        lambda form, doing: {"number": int(form.number), "checked": form.checked},
        part="conditions",
        options={"number": options.unmet},
        open=lambda matter: len(matter.met) < len(matter.conditions),
    ),
    Action(
        "withhold",
        "Withhold it from the public register",
        "The public register lists what was turned down, withdrawn or of no use, too. Withholding a case needs a "
        "reason that everybody can read.",
        forms.WithholdForm,
        "Record it",
        "It is recorded.",
        lambda form, doing: {"withheld": form.withheld == "yes"},
        options={"withheld": options.withheld},
    ),
)
"""Every action, in the order in which a review comes to it."""

BY_NAME = {one.name: one for one in ACTIONS}
