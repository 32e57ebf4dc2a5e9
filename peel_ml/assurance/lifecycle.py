"""The problem book: which stages a use case goes through, who may move it, and which stage counts.

`usecase.yaml` declares a stage, and the ledger records moves. What is recorded counts; a difference is said, never
settled in silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from peel_ml.assurance.people import Role
from peel_ml.errors import Problem

Stage = Literal["proposed", "exploring", "proven", "signed_off", "handed_over", "retired"]
STAGES: tuple[Stage, ...] = get_args(Stage)

_NEED_A_DECISION: tuple[str, ...] = ("signed_off", "handed_over")
"""Stages that nobody can declare: a decision has to be recorded."""
_WITHOUT = "proven"
"""As far as a declaration alone can carry a use case."""


@dataclass(frozen=True)
class StageMove:
    """One legal move of a use case: who may make it, and what must be true."""

    from_: Stage
    to: Stage
    roles: tuple[Role, ...]
    guard: str


STAGE_MOVES: tuple[StageMove, ...] = (
    StageMove("proposed", "exploring", ("author", "owner"), "somebody works on it"),
    StageMove("exploring", "proposed", ("owner",), "nobody works on it any more"),
    StageMove("exploring", "proven", ("author", "owner"), "a final run on real data, whatever it found"),
    StageMove("proven", "exploring", ("author", "owner"), "it is worked on again, or the evidence no longer holds"),
    StageMove("proven", "signed_off", ("approver",), "an approval for publication or a pilot is in force"),
    StageMove("signed_off", "proven", ("owner", "approver"), "no approval is in force any more"),
    StageMove("signed_off", "handed_over", ("owner", "approver"), "who takes it over and answers for it is named"),
    StageMove("handed_over", "signed_off", ("approver",), "it comes back, and an approval is in force"),
    *(StageMove(stage, "retired", ("owner",), "why it ends") for stage in STAGES if stage != "retired"),
    StageMove("retired", "proposed", ("owner",), "why it is taken up again; nothing that was decided comes back"),
)
"""Every legal move; all of them need a reason. A stage is no approval: `signed_off` allows nothing by itself."""


def legal(stage: str) -> tuple[StageMove, ...]:
    """Return the moves that lead out of a stage.

    Examples
    --------
    >>> [move.to for move in legal("proven")]
    ['exploring', 'signed_off', 'retired']
    """
    return tuple(move for move in STAGE_MOVES if move.from_ == stage)


def problems(from_: str, to: str, role: str, recorded: str | None = None) -> tuple[Problem, ...]:
    """Return what stands against a move; nothing where it is legal.

    Parameters
    ----------
    from_, to : str
        Stages.
    role : str
        As what the person moves it.
    recorded : str, optional
        The stage that the ledger holds now; ``None`` where no move was recorded yet.

    Examples
    --------
    >>> problems("proposed", "exploring", "author")
    ()
    >>> print(problems("proposed", "signed_off", "approver")[0].what)
    no move leads from proposed to signed off
    """
    found = []
    if recorded is not None and recorded != from_:
        found.append(Problem(f"the use case is recorded as {said(recorded)}, not as {said(from_)}"))
    unknown = [one for one in dict.fromkeys((from_, to)) if one not in STAGES]
    if unknown:
        names = ", ".join(map(said, STAGES))
        return (*found, *(Problem(f"there is no stage “{one}”", f"The stages: {names}.") for one in unknown))
    move = next((one for one in legal(from_) if one.to == to), None)
    if move is None:
        ways = ", ".join(said(one.to) for one in legal(from_))
        found.append(Problem(f"no move leads from {said(from_)} to {said(to)}", f"From there it goes to: {ways}."))
    elif role not in move.roles:
        who = " or ".join(map(said, move.roles))
        found.append(Problem(f"as {said(role)} nobody moves it there", f"That is for the {who}."))
    return tuple(found)


@dataclass(frozen=True)
class Counted:
    """Which stage counts, and what is to be said where the declared one is another."""

    stage: str
    recorded: bool
    """Whether it stands in the ledger; else it is only declared."""
    difference: str = ""


def counted(declared: str, recorded: str | None) -> Counted:
    """Return the stage that counts: the recorded one, and before any is recorded the declared one.

    A declaration cannot carry a use case to a stage that needs a decision: without a record it counts as proven.

    Examples
    --------
    >>> counted("exploring", None)
    Counted(stage='exploring', recorded=False, difference='')
    >>> counted("exploring", "proven").stage
    'proven'
    >>> counted("signed_off", None).stage
    'proven'
    """
    if recorded is None:
        if declared in _NEED_A_DECISION:
            return Counted(
                _WITHOUT,
                False,
                f"usecase.yaml declares it as {said(declared)}, but no such move is recorded. It counts as "
                f"{said(_WITHOUT)} until an approver or the owner records one.",
            )
        return Counted(declared, False)
    if declared == recorded:
        return Counted(recorded, True)
    return Counted(
        recorded,
        True,
        f"usecase.yaml declares it as {said(declared)}; the register records it as {said(recorded)}, and that counts. "
        "Change usecase.yaml, or record a move.",
    )


def said(name: str) -> str:
    """Return a stage or a role as words."""
    return name.replace("_", " ")


def markdown() -> str:
    """Return the table as Markdown, as the documentation shows it."""
    lines = ["| from | to | who | what must be true |", "| --- | --- | --- | --- |"]
    for move in STAGE_MOVES:
        lines.append(f"| {said(move.from_)} | {said(move.to)} | {', '.join(map(said, move.roles))} | {move.guard} |")
    return "\n".join(lines) + "\n"
