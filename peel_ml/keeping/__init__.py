"""Values kept on disk between stages: facts as JSON, frames as Parquet, arrays as ``.npy``; nothing is pickled.

A type says by its annotations what goes into a file of its own: `Frame`, `Column` and the arrays. Everything
else is JSON through pydantic. A kept value is a folder that appears whole or not at all.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import ConfigDict, GetCoreSchemaHandler, SerializationInfo, TypeAdapter, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from peel_ml.keeping.stored import LARGE, Stored, Table, digest, facts_of, first, from_facts, in_memory, link

FACTS = "value.json"
MANIFEST = "files.json"
"""Name and sha256 of every file of the value; written last."""


@dataclass
class _Files:
    """The files beside ``value.json``, numbered in the order in which they are written."""

    folder: Path
    written: int = 0
    digests: dict[str, str] = field(default_factory=dict)
    """Those that are known because the file was written before."""

    def new(self, suffix: str) -> Path:
        path = self.folder / f"{self.written}{suffix}"
        self.written += 1
        return path


@dataclass(frozen=True)
class _InAFile:
    """Tells pydantic to write a value to a file of its own and to hold that file's name."""

    suffix: str
    save: Callable[[Any, Path], Any] = field(repr=False)
    load: Callable[[Path], Any] = field(repr=False)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def to_name(value: Any, info: SerializationInfo) -> str:
            files: _Files = info.context  # type: ignore[assignment]
            path = files.new(self.suffix)
            self.save(value, path)
            return path.name

        def from_name(name: str, info: ValidationInfo) -> Any:
            files: _Files = info.context  # type: ignore[assignment]
            return self.load(files.folder / name)

        return core_schema.with_info_plain_validator_function(
            from_name,
            serialization=core_schema.plain_serializer_function_ser_schema(to_name, info_arg=True),
        )


@dataclass(frozen=True)
class _AsTable:
    """Tells pydantic to keep a frame as one Parquet file, and a stored frame as the files it has."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def to_facts(value: Table, info: SerializationInfo) -> Any:
            files: _Files = info.context  # type: ignore[assignment]
            if not isinstance(value, Stored):
                path = files.new(_PARQUET.suffix)
                _PARQUET.save(value, path)
                return path.name
            if value.changes or value.names is not None or value.mask is not None:
                raise TypeError("a stored frame is kept as its files are, without changes")
            names = []
            for piece in value.pieces:
                path = files.new(_PARQUET.suffix)
                link(piece.path, path)
                files.digests[path.name] = piece.sha256
                names.append(path.name)
            return facts_of(value, names)

        def from_either(kept: Any, info: ValidationInfo) -> Table:
            files: _Files = info.context  # type: ignore[assignment]
            if isinstance(kept, dict):
                return from_facts(kept, files.folder)
            frame: pl.DataFrame = _PARQUET.load(files.folder / kept)
            return frame

        return core_schema.with_info_plain_validator_function(
            from_either,
            serialization=core_schema.plain_serializer_function_ser_schema(to_facts, info_arg=True),
        )


def _load_array(path: Path) -> Any:
    return np.load(path, allow_pickle=False)


_PARQUET = _InAFile(
    ".parquet",
    lambda frame, path: frame.write_parquet(path, compression="lz4", statistics=False),
    lambda path: pl.read_parquet(path, memory_map=False),
)
_SERIES = _InAFile(
    ".parquet",
    lambda series, path: series.to_frame().write_parquet(path, compression="lz4", statistics=False),
    lambda path: pl.read_parquet(path, memory_map=False).to_series(),
)
_ARRAY = _InAFile(".npy", lambda array, path: np.save(path, array, allow_pickle=False), _load_array)

Frame = Annotated[pl.DataFrame, _PARQUET]
"""A frame that is kept as Parquet."""
Rows = Annotated[Table, _AsTable()]
"""A frame, or one stored on disk: kept as Parquet, and a stored one as a second name of its files."""
Column = Annotated[pl.Series, _SERIES]
"""A column that is kept as Parquet."""
Floats = Annotated[NDArray[np.float64], _ARRAY]
Integers = Annotated[NDArray[np.int64], _ARRAY]
Flags = Annotated[NDArray[np.int8], _ARRAY]
"""Arrays that are kept as ``.npy``."""


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    # Wrapped in a tuple, so that the setting holds for any kind: a frozen dataclass takes no setting from outside.
    return TypeAdapter(tuple[kind], config=ConfigDict(ser_json_inf_nan="constants"))


def keep(folder: Path, kind: Any, value: Any) -> None:
    """Write a value to `folder`, whole or not at all.

    Parameters
    ----------
    folder : Path
        Made by this call; what was there before is replaced.
    kind : type
        The value's type, with `Frame`, `Column` or an array alias wherever such a value stands.
    value : object
        Of that type.

    Raises
    ------
    OSError
        The disk is full or the folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     keep(Path(place) / "shares", dict[str, Floats], {"a": np.array([0.25, 0.75])})
    ...     kept(Path(place) / "shares", dict[str, Floats])["a"].tolist()
    [0.25, 0.75]
    """
    scratch = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    try:
        files = _Files(scratch)
        facts = _adapter(kind).dump_json((value,), context=files, by_alias=True)
        (scratch / FACTS).write_bytes(facts)
        digests = {path.name: files.digests.get(path.name) or digest(path) for path in sorted(scratch.iterdir())}
        (scratch / MANIFEST).write_text(json.dumps(digests, indent=1) + "\n", encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        scratch.rename(folder)
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise


def intact(folder: Path) -> bool:
    """Tell whether a whole value is kept in `folder`: a power cut can leave files that are not what was written.

    Examples
    --------
    >>> intact(Path("no/such/folder"))
    False
    """
    try:
        digests: dict[str, str] = json.loads((folder / MANIFEST).read_bytes())
        return all(digest(folder / name) == written for name, written in digests.items())
    except (OSError, ValueError):
        return False


def kept(folder: Path, kind: Any) -> Any:
    """Read what `keep` wrote; `intact` tells whether it can be read.

    Raises
    ------
    FileNotFoundError
        Nothing is kept there.
    pydantic.ValidationError
        The value is of another kind.
    """
    facts = (folder / FACTS).read_bytes()
    return _adapter(kind).validate_json(facts, context=_Files(folder))[0]


__all__ = [
    "LARGE",
    "Column",
    "Flags",
    "Floats",
    "Frame",
    "Integers",
    "Rows",
    "Stored",
    "Table",
    "first",
    "in_memory",
    "intact",
    "keep",
    "kept",
]
