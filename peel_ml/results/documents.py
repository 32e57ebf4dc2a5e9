"""Reading and writing one kind of document: a frozen value as versioned JSON."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from peel_ml.results import versions
from peel_ml.results.versions import Kind

T = TypeVar("T")


class Documents(Generic[T]):
    """How the values of one type are written and read.

    Parameters
    ----------
    kind : Kind
        Its versions.
    type_ : type
        The frozen value.
    title : str
        Title of its JSON Schema.
    """

    def __init__(self, kind: Kind, type_: type[T], title: str) -> None:
        self._kind, self._type, self._title = kind, type_, title
        self._adapter: TypeAdapter[T] | None = None

    def adapter(self) -> TypeAdapter[T]:
        """Return pydantic's adapter of the type; built once, because that takes some tens of milliseconds."""
        if self._adapter is None:
            self._adapter = TypeAdapter(self._type)
        return self._adapter

    def to_json(self, value: T) -> dict[str, Any]:
        """Return a value as JSON-ready values, with the published key names (``class``, ``from``)."""
        document = self.adapter().dump_python(value, mode="json", by_alias=True)
        assert isinstance(document, dict)
        return document

    def dumps(self, value: T) -> str:
        """Return a value as text: two spaces, one newline at the end, keys in the order of its kind.

        Raises
        ------
        PeelError
            A figure is no finite number; each is named.
        """
        return versions.write(self.to_json(value), self._kind)

    def loads(self, text: str | bytes) -> T:
        """Read a document of this major version, whatever its minor.

        Raises
        ------
        BadRequest
            The text is no such document; every problem by name.
        """
        return versions.read(text, self._kind, self.adapter())

    def json_schema(self) -> dict[str, Any]:
        """Return the JSON Schema (2020-12) of a document as it is written."""
        schema = self.adapter().json_schema(by_alias=True, mode="serialization")
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": self._title, **schema}
