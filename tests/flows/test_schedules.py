"""The table of schedules: every row can be deployed, and is what the file for Prefect says."""

import importlib
import inspect

import httpx
import yaml

from flows.schedules import FILE, SCHEDULES, TIMEZONE, text, to_prefect
from peel_ml.usecase.load import known


def test_every_schedule_names_a_flow_that_takes_its_parameters_at_a_time_there_is(root):
    from prefect.client.schemas.schedules import CronSchedule

    deployed = importlib.import_module("flows.deployed")
    for one in SCHEDULES:
        flow = getattr(deployed, one.flow)
        inspect.signature(flow.fn).bind(**one.parameters)
        flow.validate_parameters(dict(one.parameters))
        CronSchedule(cron=one.cron, timezone=TIMEZONE)
        assert one.parameters.get("use_case") in (None, *known(root / "usecases")), one.name
        # What opens the held-out period is a decision of people.
        assert not one.parameters.get("final"), one.name
    assert len({one.name for one in SCHEDULES}) == len(SCHEDULES)


def test_the_file_for_prefect_is_what_the_table_says():
    assert FILE.read_text(encoding="utf-8") == text(), "prefect.yaml is stale: python -m flows.schedules"
    assert yaml.safe_load(text()) == to_prefect()


def test_the_server_answers_what_prefects_own_commands_ask(server):
    # FastAPI 0.151 and later refuse the nulls (422), and `prefect deploy` fails: the lock holds an older one.
    asked = {"deployments": None, "limit": None, "offset": 0, "sort": None}
    assert httpx.post(f"{server.url}/deployments/filter", json=asked).status_code == 200
