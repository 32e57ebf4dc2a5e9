"""The form of each action: what is asked for, in which words, and the sentence where it is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import Field, create_model

from peel_ml.review.pages.deciding.parts import OnMatter, day, line, one_of, words

MOST = 10
"""Findings or conditions that one form takes."""
SHOWN = 3
"""Of them at first."""


def _fields(name: str, made: Any) -> dict[str, Any]:
    """Return the fields of one part: three of a day, else one."""
    parts = (
        zip((f"{name}_day", f"{name}_month", f"{name}_year"), made, strict=True)
        if isinstance(made, tuple)
        else [(name, made)]
    )
    return {one: (str, field) for one, field in parts}


class Nothing(OnMatter):
    """Nothing but the button."""


class PickUpForm(OnMatter):
    """Taking it on."""

    conflict_of_interest: str = words(
        "Your conflict of interest",
        "Declare your conflict of interest; “none” is an answer",
        "Say whether you gain or lose by the answer, or are close to somebody who made this. "
        "If you have none, write “none”.",
    )


class ByHandForm(OnMatter):
    """Trying the page by hand."""

    keyboard: str = words(
        "With the keyboard alone",
        "Say what you found with the keyboard alone",
        "Go through the whole card with Tab, Shift and Tab, Enter and the space bar. Can you reach everything, and "
        "always see where you are?",
        section="Keyboard",
    )
    zoom: str = words(
        "At 400% zoom",
        "Say what you found at 400% zoom",
        "Press Ctrl and + until the browser says 400%. Is anything cut off, or do you have to scroll sideways to read?",
        section="Zoom",
    )
    screen_reader: str = words(
        "With a screen reader",
        "Say what you found with a screen reader",
        "Name the screen reader. Do headings, tables and charts make sense when you only hear them?",
        section="Screen reader",
    )
    plain_english: str = words(
        "Plain English",
        "Say whether you understood it",
        "Did you understand every sentence at the first reading? Name the ones that you did not.",
        section="Plain English",
    )


_SERIOUS, _MINOR = "Something that keeps people out", "Something minor, that will be mended"

BY_HAND = create_model(
    "ByHand",
    __base__=ByHandForm,
    **_fields(
        "serious",
        words(
            "What keeps people out",
            "Say what keeps people out",
            "Leave it empty if there is nothing. It cannot be approved before that is mended.",
            rows=2,
            section="What is wrong with it",
            group=_SERIOUS,
        ),
    ),
    **_fields(
        "minor",
        words(
            "What is not easy",
            "Say what is not easy",
            "Leave it empty if there is nothing. The author then justifies it.",
            rows=2,
            section="What is wrong with it",
            group=_MINOR,
        ),
    ),
    **_fields(
        "mend",
        day("Mended by", "For example, 31 3 2027.", section="What is wrong with it", group=_MINOR),
    ),
)


class AttestForm(OnMatter):
    """A statement on one part."""

    part_sha256: str = Field(title="The part", description="Load the page again", pattern="^[0-9a-f]{64}$", repr=False)
    statement: str = words(
        "What you attest",
        "Say what you attest",
        "In your own words: what you read, what you conclude from it, and what remains uncertain.",
        rows=8,
    )


class JustifyForm(OnMatter):
    """Why a finding may stand."""

    code: str = one_of("Which finding", "Choose the finding that you justify", section="The finding")
    finding: str = words(
        "What was found", "Say what was found", "With its figures and for whom.", section="The finding"
    )
    legitimate_aim: str = words(
        "The legitimate aim", "Say what it is for", "What is it for, and who gains?", section="Why it may stand"
    )
    why_proportionate: str = words(
        "Why that is proportionate",
        "Say why it is proportionate",
        "Why does the gain outweigh what it does to people?",
        section="Why it may stand",
    )
    less_unequal_options: str = words(
        "Less unequal options",
        "Say which less unequal options you looked at",
        "Which did you look at, and why did you choose none of them?",
        section="What is done about it",
    )
    mitigation: str = words(
        "What is done about it", "Say what is done about it", "If nothing, say so.", section="What is done about it"
    )


Columns = dict[str, Callable[[str], Any]]


def _repeated(name: str, base: type[OnMatter], word: str, columns: Columns) -> type[OnMatter]:
    """Return a form with a group of fields that may be filled in several times."""
    fields: dict[str, Any] = {"rows": (int, Field(SHOWN, ge=1, le=MOST, repr=False))}
    for number in range(1, MOST + 1):
        for column, made in columns.items():
            fields.update(_fields(f"{column}_{number}", made(f"{word} {number}")))
    made_model: type[OnMatter] = create_model(name, __base__=base, __doc__=base.__doc__, **fields)
    return made_model


JUSTIFY = create_model(
    "Justify",
    __base__=JustifyForm,
    **_fields("expires", day("Last day", "It holds until then. For example, 31 3 2027.", section="Until when")),
)


class AcceptForm(OnMatter):
    """A justification is accepted."""

    code: str = one_of("Which justification you accept", "Choose the justification that you accept")


class ChangesForm(OnMatter):
    """What must change."""


CHANGES = _repeated(
    "Changes",
    ChangesForm,
    "Finding",
    {
        "field": lambda group: one_of(
            "Field or gate", "Choose the field or gate that the finding is about", kind="select", group=group
        ),
        "text": lambda group: words("What must change", "Say what must change", group=group, rows=3),
    },
)

OWN_WORDS = "In your own words"
CONDITIONS = "Conditions"


class ApproveForm(OnMatter):
    """An approver's consent."""

    who_could_be_hurt: str = words(
        "Who could be hurt?",
        "Say who could be hurt",
        "People who are policed, victims, staff. How, and how badly?",
        section=OWN_WORDS,
        rows=5,
    )
    what_is_not_known: str = words(
        "What is not known?",
        "Say what is not known",
        "What the card cannot tell you, and would matter.",
        section=OWN_WORDS,
        rows=5,
    )
    what_would_make_me_stop_it: str = words(
        "What would make you stop it?",
        "Say what would make you stop it",
        "Something that you would notice, such as a figure that passes a limit.",
        section=OWN_WORDS,
        rows=5,
    )


APPROVE = _repeated(
    "Approve",
    ApproveForm,
    "Condition",
    {
        "text": lambda group: words(
            "What has to be done", "Say what has to be done", section=CONDITIONS, group=group, rows=2
        ),
        "owner": lambda group: one_of(
            "Who has to do it", "Choose who has to do it", kind="select", section=CONDITIONS, group=group
        ),
        "due": lambda group: day("Due", "For example, 31 3 2027.", section=CONDITIONS, group=group),
        "check": lambda group: line(
            "How anybody can tell that it is done",
            "Say how anybody can tell that it is done",
            section=CONDITIONS,
            group=group,
        ),
    },
)


class RejectForm(OnMatter):
    """It is turned down."""

    reason: str = words("Your reasons", "Give your reasons", "They stand beside the decision for good.", rows=6)


class SuspendForm(OnMatter):
    """It may not be used for now."""

    cause: str = one_of("What happened", "Choose what happened")
    reason: str = words("Why it has to stop", "Say why it has to stop", "What you saw, and where.")


class ReinstateForm(OnMatter):
    """The cause is closed."""

    closed: str = words("How the cause was closed", "Say how the cause was closed", "What was done; who checked it.")


class RevokeForm(OnMatter):
    """It is taken back."""

    reason: str = words("Your reason", "Give your reason", "It stands on the card for good.")


class DissentForm(OnMatter):
    """Somebody sees it otherwise."""

    text: str = words("What you see otherwise", "Say what you see otherwise", "It is shown with the decision.", rows=6)


class AskForm(OnMatter):
    """A question to the author."""

    field: str = one_of("What you ask about", "Choose what you ask about", kind="select")
    text: str = words("Your question", "Write your question")


class AnswerForm(OnMatter):
    """An answer."""

    question: str = one_of("Which question you answer", "Choose the question that you answer")
    text: str = words("Your answer", "Write your answer", rows=6)


class ChallengeForm(OnMatter):
    """Somebody outside questions it."""

    on_behalf_of: str = line(
        "On whose behalf",
        "Say on whose behalf you record it",
        "Such as “an ethics panel” or “a member of the public”. Never a name.",
    )
    text: str = words("What is questioned", "Say what is questioned", "As they put it.", rows=6)


class RespondForm(OnMatter):
    """What is said to a challenge."""

    challenge: str = one_of("Which challenge", "Choose the challenge")
    text: str = words("Your response", "Write your response", rows=6)
    closes: str = one_of("Does this close the challenge?", "Say whether this closes the challenge")


class MetForm(OnMatter):
    """A condition is met."""

    number: str = one_of("Which condition", "Choose the condition that is met")
    checked: str = words("How you checked it", "Say how you checked it", "What you looked at, and when.")


class WithholdForm(OnMatter):
    """The public register."""

    withheld: str = one_of("The public register", "Choose whether the public register shows it")
    reason: str = words("The reason", "Give the reason", "It is published in place of the case.")
