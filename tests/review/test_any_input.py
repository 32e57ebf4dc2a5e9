"""Whatever is sent, the answer is a page with a status of its own and never a fault of ours."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from peel_ml.review.table import ROWS

OURS = ("host", "content-type", "content-length", "user-agent")
EXAMPLES = 4
IDS = [f"{row.method} {row.name}" for row in ROWS]


@pytest.fixture(scope="session")
def operations(whole):
    schema = schemathesis.openapi.from_dict(whole.app.api.openapi())
    return {(one.ok().method.upper(), one.ok().path): one.ok() for one in schema.get_all_operations()}


def test_openapi_names_every_row(operations):
    assert set(operations) == {(row.method, f"/peel{row.path}") for row in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_no_input_brings_a_fault(row, operations, whole):
    browser = whole.browser("administrator")

    @given(operations[row.method, f"/peel{row.path}"].as_strategy())
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case):
        nonlocal browser
        whole.now += 120
        if browser.get("/").status_code == 401:
            browser = whole.browser("administrator")
        sent = case.as_transport_kwargs(base_url=browser.base)
        form = sent.get("data") if isinstance(sent.get("data"), dict) else {}
        headers = {name: value for name, value in sent["headers"].items() if name.lower() not in OURS}
        if row.method == "POST":
            form = {**form, "form_token": browser.token()}
            headers["origin"] = browser.base
        answer = browser.ask(
            row.method,
            sent["url"],
            headers=headers,
            params=sent.get("params"),
            **({"data": form} if row.method == "POST" else {}),
        )
        assert answer.status_code in {200, 303, 400, 401, 403, 404, 409, 422, 429}, answer.text
        kind = "application/zip" if row.name == "ledger_export" and answer.status_code == 200 else "text/html"
        assert answer.status_code == 303 or answer.headers["content-type"].startswith(kind)

    ask()
