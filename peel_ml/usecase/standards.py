"""Answers to the standards that policing and government ask, heading by heading."""

from __future__ import annotations

from typing import Literal

from peel_ml.declaration import Declared


class Answer(Declared):
    """An answer, and where its evidence stands."""

    answer: str
    evidence: str | None = None
    """Where a reviewer can check it: a section of the card, a document, a command."""


class AlgoCare(Declared):
    """ALGO-CARE (Oswald, Grace, Urwin and Barnes 2018): eight headings."""

    advisory: Answer | None = None
    lawful: Answer | None = None
    granularity: Answer | None = None
    ownership: Answer | None = None
    challengeable: Answer | None = None
    accuracy: Answer | None = None
    responsible: Answer | None = None
    explainable: Answer | None = None


class Covenant(Declared):
    """The National Police Chiefs' Council's Covenant for Using Artificial Intelligence in Policing (2023)."""

    lawful: Answer | None = None
    transparent: Answer | None = None
    explainable: Answer | None = None
    responsible: Answer | None = None
    accountable: Answer | None = None
    robust: Answer | None = None


class EthicsPrinciples(Declared):
    """The seven principles of the Data and AI Ethics Framework (Government Digital Service 2025)."""

    transparency: Answer | None = None
    accountability: Answer | None = None
    fairness: Answer | None = None
    privacy: Answer | None = None
    safety: Answer | None = None
    societal_impact: Answer | None = None
    environmental_sustainability: Answer | None = None


class HumanRights(Declared):
    """Necessity and proportionality (Human Rights Act 1998, Schedule 1)."""

    article_8: str | None = None
    """Private and family life."""
    article_10: str | None = None
    """Expression."""
    article_11: str | None = None
    """Assembly and association."""
    article_14: str | None = None
    """Enjoyment of these rights by everybody alike."""


class EthicsPanel(Declared):
    """What an ethics panel said, and what the force answered. Only what really happened."""

    body: str
    date: str
    outcome: str
    conditions: str | None = None
    response: str | None = None
    followed: Literal["in_full", "in_part", "not"] | None = None
    """Whether the force follows the advice; what is not followed in full has to be justified at sign-off."""


class Assurance(Declared):
    """All of them."""

    algo_care: AlgoCare = AlgoCare()
    covenant: Covenant = Covenant()
    ethics_principles: EthicsPrinciples = EthicsPrinciples()
    ethics_tradeoffs: str | None = None
    """Where two principles pull apart, and which way it was decided."""
    human_rights: HumanRights = HumanRights()
    ethics_panel: EthicsPanel | None = None


class Explained(Declared):
    """One type of explanation: how the work was governed, and what one result rests on."""

    process: str | None = None
    outcome: str | None = None
    not_applicable: str | None = None
    """Reason why this type of explanation does not apply."""


class Explanations(Declared):
    """The six types of explanation (ICO and Alan Turing Institute, Explaining decisions made with AI)."""

    rationale: Explained = Explained()
    responsibility: Explained = Explained()
    data: Explained = Explained()
    fairness: Explained = Explained()
    safety_and_performance: Explained = Explained()
    impact: Explained = Explained()
