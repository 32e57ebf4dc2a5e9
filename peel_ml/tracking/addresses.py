"""Addresses as MLflow writes them, looked up in the registry: ``models:/NAME/VERSION``, ``…@ALIAS``, ``runs:/RUN``."""

from __future__ import annotations

import re

from peel_ml.errors import BadRequest
from peel_ml.tracking.registry import Version, versions

_MODEL = re.compile(r"models:/(?P<name>[^/@]+)(?:/(?P<version>\d+)|@(?P<alias>[\w-]+))")
_RUN = re.compile(r"runs:/(?P<run>\w+)(?:/.*)?")


def is_address(text: str) -> bool:
    """Tell whether a text is meant as one.

    Examples
    --------
    >>> is_address("models:/visits@approved-pilot"), is_address("visits")
    (True, False)
    """
    return text.startswith(("models:", "runs:"))


def version_at(uri: str, address: str) -> Version:
    """Return the registered version that an address names.

    Raises
    ------
    BadRequest
        It is no such address, or nothing is registered there.
    PeelError
        The store cannot be read.
    """
    model, run = _MODEL.fullmatch(address), _RUN.fullmatch(address)
    if model:
        wanted = [
            one
            for one in versions(uri, model["name"])
            if one.version == model["version"] or (model["alias"] is not None and model["alias"] in one.aliases)
        ]
    elif run:
        wanted = [one for one in versions(uri) if one.mlflow_run == run["run"]]
    else:
        raise BadRequest(
            f"{address!r} is no address of a model. Write models:/NAME/VERSION, models:/NAME@ALIAS or runs:/RUN."
        )
    if not wanted:
        raise BadRequest(
            f"Nothing is registered in MLflow at {address}. An enforcement audit registers no model; PEEL_MLFLOW_URI "
            "says which store is asked."
        )
    return wanted[-1]
