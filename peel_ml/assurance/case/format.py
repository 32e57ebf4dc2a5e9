"""The two formats that others read: the Turing TEA JSON v1.0 export, and evidence items v0.1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from peel_ml.assurance.reading import read_as

_UTC = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"
_PLACE = re.compile(r"peel:sha256:[0-9a-f]{64}(#(/[^#]*)?)?")

NodeType = Literal["GOAL", "STRATEGY", "PROPERTY_CLAIM", "EVIDENCE"]


def _place(url: str | None) -> str | None:
    if url is not None and not _PLACE.fullmatch(url):
        raise ValueError("evidence stands at peel:sha256:<hash>#/json/pointer")
    return url


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Node(_Strict):
    """One part of the argument. What does not belong to a type is absent there."""

    id: Annotated[str, AfterValidator(lambda text: str(UUID(text)))]
    type: NodeType
    name: str | None
    """Short name as the platform shows it, for example ``P1``; the format asks for the key."""
    description: Annotated[str, Field(min_length=1)]
    inSandbox: bool
    """Outside the argument: what the scope does not ask for, and what does not apply."""
    children: tuple[Node, ...]
    role: Literal["TOP_LEVEL", "SUPPORTING"] | None = None
    context: tuple[str, ...] | None = None
    justification: str | None = None
    assumption: str | None = None
    url: Annotated[str | None, AfterValidator(_place)] = None
    isDefeater: bool | None = None
    defeatsElementId: Annotated[str | None, AfterValidator(lambda text: text and str(UUID(text)))] = None

    @model_validator(mode="after")
    def _of_its_type(self) -> Node:
        wrong = []
        if (self.role is not None) != (self.type == "GOAL"):
            wrong.append("a goal has a role, and nothing else has")
        if self.url is not None and self.type != "EVIDENCE":
            wrong.append("only evidence has a url")
        if bool(self.isDefeater) != (self.defeatsElementId is not None):
            wrong.append("a defeater names what it speaks against, and nothing else does")
        if self.type == "EVIDENCE" and (self.children or self.context or self.justification or self.assumption):
            wrong.append("evidence has neither children nor context, justification or assumption")
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    def walk(self) -> Iterator[Node]:
        """Yield the node and everything below it."""
        yield self
        for one in self.children:
            yield from one.walk()


class Named(_Strict):
    """What the case is about."""

    name: Annotated[str, Field(min_length=1)]
    description: str


class Case(_Strict):
    """An assurance case in the nested export format."""

    version: Literal["1.0"]
    exportedAt: Annotated[str, Field(pattern=_UTC)]
    case: Named
    tree: Node

    @model_validator(mode="after")
    def _holds_together(self) -> Case:
        wrong = []
        nodes = list(self.tree.walk())
        ids = {one.id for one in nodes}
        if len(ids) != len(nodes):
            wrong.append("two nodes have the same id")
        if [one.role for one in nodes if one.role == "TOP_LEVEL"] != [self.tree.role]:
            wrong.append("the tree's root is the one top-level goal")
        wrong += [
            f"the defeater {one.id} speaks against no node of the case"
            for one in nodes
            if one.defeatsElementId is not None and one.defeatsElementId not in ids - {one.id}
        ]
        if wrong:
            raise ValueError("; ".join(wrong))
        return self


class Item(_Strict):
    """One item of evidence, version 0.1."""

    formatVersion: Literal["0.1"]
    claimId: str
    metricName: Annotated[str, Field(min_length=1)]
    value: float | int | str | bool | None
    threshold: str
    """What was asked for, in words that could turn out false."""
    verdict: Literal["PASS", "FAIL", "DEGRADED"]
    oddDimensions: dict[str, str]
    """Where it was measured: the part of the data, the group, the treatment of missing groups."""
    sourceSystem: str
    provenance: dict[str, str | None]
    evaluatedAt: Annotated[str, Field(pattern=_UTC)]


def written(one: Case | Item) -> dict[str, Any]:
    """Return a document as JSON-ready values, without the keys that do not belong to a node's type."""
    return one.model_dump(mode="json", exclude_unset=True)


def read(document: Any) -> Case:
    """Read an assurance case.

    Raises
    ------
    BadRequest
        It is none; every problem by its place.
    """
    return read_as(TypeAdapter(Case), document, "The assurance case cannot be read.")
