"""What is asked of a Prefect server without importing prefect: whether it answers, and whether it has stored all."""

from __future__ import annotations

import http.client
import json
import time
import urllib.parse
from collections.abc import Mapping

STORE_S = 10.0
"""How long to wait at the end for the server to store what it was told; it takes about a second."""


def answers(url: str, timeout_s: float = 5.0) -> bool:
    """Tell whether a Prefect server answers at this address, without following proxies."""
    return _asked(url, "GET", "/health", timeout_s=timeout_s) is not None


def stored(url: str, expected: Mapping[str, int], timeout_s: float = STORE_S) -> bool:
    """Wait until the server has stored the end of every task run; tell whether it has.

    Task runs reach the server as events and are stored some time later. A server that is ended at once
    loses the last of them.

    Parameters
    ----------
    url : str
        Address of the API.
    expected : mapping of str to int
        For the id of each flow run how many task runs ended in it.
    timeout_s : float
        When to give up; the runs themselves do not depend on it.
    """
    wanted = {
        "flow_runs": {"id": {"any_": list(expected)}},
        "task_runs": {"state": {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED"]}}},
    }
    deadline = time.monotonic() + timeout_s
    while expected and _asked(url, "POST", "/task_runs/count", wanted) != str(sum(expected.values())):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _asked(url: str, method: str, path: str, document: object = None, timeout_s: float = 5.0) -> str | None:
    parts = urllib.parse.urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=timeout_s)
    try:
        connection.request(
            method, f"{parts.path.rstrip('/')}{path}", json.dumps(document), {"Content-Type": "application/json"}
        )
        answer = connection.getresponse()
        return answer.read().decode() if answer.status == 200 else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
