"""What OpenAPI says of a row: tools that test the pages read it. It is not served."""

from __future__ import annotations

import re
from copy import deepcopy
from functools import cache
from typing import Any

from pydantic import BaseModel

from peel_ml.review.routes import Row
from peel_ml.review.tokens import FIELD


def openapi(row: Row) -> dict[str, Any]:
    """Return a route's parameters, form and statuses."""
    extra: dict[str, Any] = {
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
            for name in re.findall(r"{(\w+)}", row.path)
        ]
    }
    statuses = {303, 401, 403, 404, 421, 429, 503} | ({400, 409, 413, 422} if row.method == "POST" else set())
    if row.method == "POST":
        schema: dict[str, Any] = deepcopy(_schema(row.form)) if row.form else {"type": "object", "properties": {}}
        schema.get("properties", {})[FIELD] = {"type": "string"}
        extra["requestBody"] = {"content": {"application/x-www-form-urlencoded": {"schema": schema}}}
    return {
        "openapi_extra": extra,
        "responses": {status: {"description": "As the page says."} for status in sorted(statuses)},
    }


@cache
def _schema(form: type[BaseModel]) -> dict[str, Any]:
    return form.model_json_schema()
