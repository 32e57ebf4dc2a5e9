"""Reads models from formats that hold values and no code: our own text, LightGBM's text, and skops with our own list.

Pickle, joblib and cloudpickle run whatever a file says while it is read. They are refused by their name and, under
another name, by not being what the name says.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from pydantic import ValidationError

from peel_ml.errors import FellShort, Problem
from peel_ml.modelling.bag import FittedModel
from peel_ml.modelling.trees import Trees

PROTECTED = "protected.json"
RUNS_CODE = frozenset((".pkl", ".pickle", ".joblib", ".cloudpickle", ".dill", ".pt", ".pth", ".py", ".bin"))
"""Endings of formats that run code while they are read, for the wording alone: what is not read is not read."""

TYPES = frozenset(
    (
        "builtins.bool",
        "builtins.bytes",
        "builtins.dict",
        "builtins.float",
        "builtins.int",
        "builtins.list",
        "builtins.slice",
        "builtins.str",
        "builtins.tuple",
        "numpy.bool",
        "numpy.dtype",
        "numpy.float32",
        "numpy.float64",
        "numpy.int32",
        "numpy.int64",
        "numpy.ndarray",
        "sklearn.calibration.CalibratedClassifierCV",
        "sklearn.calibration._CalibratedClassifier",
        "sklearn.calibration._SigmoidCalibration",
        "sklearn.compose._column_transformer.ColumnTransformer",
        "sklearn.dummy.DummyClassifier",
        "sklearn.impute._base.MissingIndicator",
        "sklearn.impute._base.SimpleImputer",
        "sklearn.isotonic.IsotonicRegression",
        "sklearn.linear_model._logistic.LogisticRegression",
        "sklearn.pipeline.FeatureUnion",
        "sklearn.pipeline.Pipeline",
        "sklearn.preprocessing._data.MinMaxScaler",
        "sklearn.preprocessing._data.RobustScaler",
        "sklearn.preprocessing._data.StandardScaler",
        "sklearn.preprocessing._discretization.KBinsDiscretizer",
        "sklearn.preprocessing._encoders.OneHotEncoder",
        "sklearn.preprocessing._encoders.OrdinalEncoder",
        "sklearn.preprocessing._label.LabelEncoder",
    )
)
"""Types that a skops file may hold. Ours, and narrower than skops' own: nothing that takes a function, and no trees,
whose node numbers scikit-learn follows without looking whether they are there."""

LOADERS = frozenset(
    (
        "BytesNode",
        "CachedNode",
        "DTypeNode",
        "DictNode",
        "JsonNode",
        "ListNode",
        "NdArrayNode",
        "ObjectNode",
        "SliceNode",
        "TupleNode",
        "TypeNode",
    )
)
"""How a skops file may have its values made; what calls functions or methods is not among them."""


@dataclass(frozen=True)
class SafeModel:
    """A model that was read without running anything of its file.

    Parameters
    ----------
    name : str
        File it was read from.
    model : FittedModel, Trees or a scikit-learn estimator
    protected : frozenset of str
        Names that no feature may have.
    """

    name: str
    model: Any
    protected: frozenset[str] = frozenset()


def read(files: Mapping[str, bytes]) -> SafeModel:
    """Read a model from its files, which have been verified before: LightGBM ends the process on a text cut short.

    Parameters
    ----------
    files : mapping of str to bytes
        One of ``model.json``, ``model.txt`` and ``model.skops``, with ``protected.json`` where there is one.

    Raises
    ------
    FellShort
        A file is of a format that can run code or that nobody here reads, or a skops file holds a type that is not on
        our list; each is named, and none is opened.
    """
    strange = sorted(files.keys() - READERS.keys() - {PROTECTED})
    named = sorted(files.keys() & READERS.keys())
    if strange or len(named) != 1:
        raise FellShort(
            f"The model cannot be loaded. It has to be one file of {', '.join(READERS)}, with {PROTECTED} beside it.",
            [*map(_refused, strange), *([] if len(named) == 1 else [Problem(f"{len(named)} of these are there")])],
        )
    protected = frozenset(json.loads(files[PROTECTED])) if PROTECTED in files else frozenset()
    return SafeModel(named[0], READERS[named[0]](named[0], files[named[0]]), protected)


def _refused(name: str) -> Problem:
    ending = PurePosixPath(name).suffix
    why = "runs code while it is read" if ending in RUNS_CODE else "is none of the formats that are read"
    return Problem(f"{name} was not opened: its format {why}")


def _fitted(name: str, content: bytes) -> FittedModel:
    try:
        return FittedModel.from_json(content)
    except ValidationError:
        raise FellShort(f"{name} holds no model of ours.") from None


def _trees(name: str, content: bytes) -> Trees:
    if not content.startswith(b"tree\n"):
        raise FellShort(f"{name} is no model text of LightGBM.")
    text = content.decode()
    return Trees(text, text.count("\nTree="))


def _skops(name: str, content: bytes) -> Any:
    import skops.io  # type: ignore[import-untyped]

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            schema = json.loads(archive.read("schema.json"))
    except (zipfile.BadZipFile, KeyError, ValueError):
        raise FellShort(f"{name} is no skops file.") from None
    problems = sorted({problem for node in _nodes(schema) for problem in _untrusted(node)})
    if problems:
        raise FellShort(f"{name} was not loaded: it holds what is not on our list.", map(Problem, problems))
    try:
        return skops.io.loads(content, trusted=sorted(TYPES))
    except ValueError:
        # Such as an array that is pickled inside: numpy is told not to open one.
        raise FellShort(f"{name} is no skops file that can be read without running code.") from None


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "__class__" in value or "__loader__" in value:
            yield value
        for one in value.values():
            yield from _nodes(one)
    elif isinstance(value, list):
        for one in value:
            yield from _nodes(one)


def _untrusted(node: dict[str, Any]) -> Iterator[str]:
    type_ = f"{node.get('__module__')}.{node.get('__class__')}"
    if type_ not in TYPES:
        yield f"the type {type_}"
    if node.get("__loader__") not in LOADERS:
        yield f"a value that is made by {node.get('__loader__')}"


READERS: Mapping[str, Callable[[str, bytes], Any]] = {
    "model.json": _fitted,
    "model.txt": _trees,
    "model.skops": _skops,
}
"""The files that are read, and how."""
