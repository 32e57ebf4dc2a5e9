"""Reads a use-case folder: the declaration, its overrides, its Python if it has any."""

from __future__ import annotations

import difflib
import hashlib
import importlib.util
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml
from pydantic import ValidationError

from peel_ml.data.sources.protocol import Step
from peel_ml.errors import BadRequest, Problem, Problems
from peel_ml.usecase.lines import Document, parse
from peel_ml.usecase.model import UseCase
from peel_ml.usecase.purpose import PROHIBITED
from peel_ml.usecase.refusals import refused
from peel_ml.usecase.rules import RULES

OVERRIDABLE = ("tuning", "split", "operating_point", "data")
"""Top-level keys that ``--set`` may change; everything else stands as reviewed in the file."""

_SUMMARY = "The use case is not declared as it must be."


def known(usecases: Path) -> list[str]:
    """Return the ids of all use cases in the folder, sorted."""
    return sorted(path.parent.name for path in usecases.glob("*/usecase.yaml"))


def folder_of(usecases: Path, use_case: str) -> Path:
    """Return the folder of a use case.

    Raises
    ------
    BadRequest
        There is none of that name; near names are suggested.
    """
    names = known(usecases)
    if use_case not in names:
        near = difflib.get_close_matches(use_case, names, 1, 0.5)
        meant = f" Did you mean {near[0]!r}?" if near else ""
        raise BadRequest(
            f"No use case named {use_case!r}.{meant} `peel list` shows them: {', '.join(names) or 'none yet'}."
        )
    return usecases / use_case


def load_use_case(folder: Path, overrides: Mapping[str, str] | None = None) -> UseCase:
    """Read and check ``usecase.yaml``, with ``--set`` overrides applied.

    Parameters
    ----------
    folder : Path
        The use case's folder.
    overrides : mapping of str to str, optional
        Dotted keys to YAML values, for example ``{"tuning.trials": "5"}``.

    Raises
    ------
    BadRequest
        Anything is wrong; every problem at once, with its line.
    """
    path = folder / "usecase.yaml"
    document = parse(_text(path), path.name)
    values = _overridden(document.values, overrides or {})
    problems = Problems()
    _refuse_prohibited(values, document, problems)
    try:
        case = UseCase.model_validate(_frozen(values))
    except ValidationError as error:
        for where, what in refused(error, values, document):
            if where == ("purpose", "predicts") and len(problems):
                continue  # the purpose has been refused with its reason
            problems.add(what, where=f"usecase.yaml:{document.line(where)}")
        problems.raise_if_any(_SUMMARY)
        raise
    if case.id != folder.name:
        problems.add(
            f"id is {case.id!r} and its folder is {folder.name!r}",
            "Make them the same.",
            f"usecase.yaml:{document.line(('id',))}",
        )
    for rule in RULES:
        for place, what, fix in rule.check(case):
            problems.add(what, fix, f"usecase.yaml:{document.line(place)}")
    problems.raise_if_any(_SUMMARY)
    return case


def _frozen(value: Any) -> Any:
    """Return YAML's values with tuples for lists, as the frozen types keep them."""
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def _text(path: Path) -> str:
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problem = Problem("not UTF-8", "Save it as UTF-8.", f"{path.name}:{line}")
        raise BadRequest("The declaration cannot be read.", [problem]) from error


def location_of(folder: Path, location: str | Path) -> Path:
    """Return where declared data lies: as given, or in the use case's folder where only that one is there.

    Parameters
    ----------
    folder : Path
        The use case's folder.
    location : str or Path
        A file, a folder or a pattern over files; ``~`` is the home folder.

    Examples
    --------
    >>> location_of(Path("usecases/visits"), "nowhere.csv").as_posix()
    'nowhere.csv'
    """
    path = Path(location).expanduser()
    if path.is_absolute() or path.exists():
        return path
    there = (folder / path).exists() or next(folder.glob(path.as_posix()), None) is not None
    return folder / path if there else path


def _refuse_prohibited(values: dict[str, Any], document: Document, problems: Problems) -> None:
    purpose = values.get("purpose")
    predicts = purpose.get("predicts") if isinstance(purpose, dict) else None
    if isinstance(predicts, str) and predicts in PROHIBITED:
        problems.add(
            f"prohibited purpose: {PROHIBITED[predicts]}",
            "This platform does not run it. A supplier's model for it can be audited, never adopted.",
            f"usecase.yaml:{document.line(('purpose', 'predicts'))}",
        )
    decision = values.get("decision")
    if isinstance(decision, dict) and decision.get("type") == "enforcement":
        problems.add(
            "decision type 'enforcement' does not exist",
            "A model never decides enforcement; an audit of past practice is enforcement_audit.",
            f"usecase.yaml:{document.line(('decision', 'type'))}",
        )


def _overridden(values: dict[str, Any], overrides: Mapping[str, str]) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(json.dumps(values, default=str))
    problems = Problems()
    for dotted, text in overrides.items():
        keys = dotted.split(".")
        if keys[0] not in OVERRIDABLE:
            problems.add(
                f"--set {dotted}: only {', '.join(OVERRIDABLE)} can be set for a run",
                "Change usecase.yaml instead: it is what is reviewed.",
            )
            continue
        place = result
        for key in keys[:-1]:
            if not isinstance(place.get(key), dict):
                place[key] = {}
            place = place[key]
        try:
            place[keys[-1]] = yaml.safe_load(text)
        except yaml.YAMLError:
            problems.add(f"--set {dotted}: its value is not YAML", "For example --set tuning.trials=10.")
    problems.raise_if_any("The overrides cannot be used.")
    return result


def resolved(case: UseCase) -> dict[str, Any]:
    """Return the declaration as JSON-ready values, every default filled in."""
    return case.model_dump(mode="json", by_alias=True)


def from_resolved(values: Mapping[str, Any]) -> UseCase:
    """Return a declaration from what `resolved` gave, as a run's record keeps it.

    Raises
    ------
    BadRequest
        This version does not read it; every problem at once.
    """
    try:
        return UseCase.model_validate(_frozen(values), strict=False)  # dates are text in a record
    except ValidationError as error:
        problems = [
            Problem(one["msg"][:1].lower() + one["msg"][1:], where=".".join(str(step) for step in one["loc"]))
            for one in error.errors()
        ]
        raise BadRequest(
            "The declaration in the run's record is not one that this version reads. Run it again with `peel run`.",
            problems,
        ) from None


def digest(case: UseCase) -> str:
    """Return the sha256 of the resolved declaration."""
    return digest_of(resolved(case))


def digest_of(document: Mapping[str, Any]) -> str:
    """Return the sha256 of a resolved declaration that is JSON-ready already, as a record keeps it.

    Examples
    --------
    >>> digest_of({"b": 1, "a": 2}) == digest_of({"a": 2, "b": 1})
    True
    """
    text = json.dumps(document, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _module(folder: Path, name: str) -> ModuleType | None:
    path = folder / f"{name}.py"
    if not path.is_file():
        return None
    qualified = f"peel_usecase_{folder.name.replace('-', '_')}_{name}"
    spec = importlib.util.spec_from_file_location(qualified, path)
    if spec is None or spec.loader is None:
        raise BadRequest(f"usecases/{folder.name}/{name}.py cannot be loaded.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[qualified] = module
    spec.loader.exec_module(module)
    return module


def function_of(folder: Path, module: str, function: str) -> Callable[..., Any] | None:
    """Return a function of the use case's own code, or ``None`` where the folder has no such module.

    Parameters
    ----------
    folder : Path
        The use case's folder.
    module, function : str
        For example ``"prepare", "prepare"`` or ``"sample", "sample"``.

    Raises
    ------
    BadRequest
        The module is there and lacks the function.
    """
    loaded = _module(folder, module)
    if loaded is None:
        return None
    found = getattr(loaded, function, None)
    if not callable(found):
        raise BadRequest(
            f"usecases/{folder.name}/{module}.py has no function {function}().",
            [
                Problem(
                    "expected " + ("prepare(raw, use_case)" if function == "prepare" else f"{function}(seed, folder)")
                )
            ],
        )
    result: Callable[..., Any] = found
    return result


def steps_of(folder: Path) -> tuple[Step, ...]:
    """Return the cleaning steps of the use case's own, ``STEPS`` in its ``prepare.py``; none where it has none.

    They follow those of the source and are counted like them: which rows a question leaves out stands on the card.

    Raises
    ------
    BadRequest
        ``STEPS`` is something else than a tuple of steps.
    """
    found = getattr(_module(folder, "prepare"), "STEPS", ())
    if not isinstance(found, tuple) or not all(isinstance(step, Step) for step in found):
        raise BadRequest(
            f"usecases/{folder.name}/prepare.py: STEPS is no tuple of cleaning steps.",
            [Problem("expected STEPS = (Step(name, why, apply), ...)", "Import Step from peel_ml.data.sources.")],
        )
    return found
