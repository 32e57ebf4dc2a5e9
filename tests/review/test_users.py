"""MLflow's real users."""

from __future__ import annotations

import pytest

from peel_ml.errors import BadRequest
from peel_ml.review.users import MlflowUsers

# MLflow 3.17 imports what Starlette is about to drop; goes with an MLflow that does not.
pytestmark = [
    pytest.mark.filterwarnings("ignore:starlette.middleware.wsgi"),
    # Its configuration of Alembic is of before Alembic 1.16.
    pytest.mark.filterwarnings("ignore:No path_separator found:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def users(tmp_path_factory):
    made = MlflowUsers(f"sqlite:///{tmp_path_factory.mktemp('users') / 'users.db'}")
    made.ready()
    yield made
    made._store.engine.dispose()


def test_mlflows_users_open_the_pages(users, monkeypatch):
    assert users.empty()
    assert users.mark("jo") is None
    users.set("jo", "jam violin gravel", administrator=True)
    assert not users.empty()
    assert users.check("jo", "jam violin gravel")
    assert not users.check("jo", "jam violin gravels")
    assert users._store.get_user("jo").is_admin
    before = users.mark("jo")
    users.set("jo", "another violin gravel")
    assert users.mark("jo") not in (before, None)
    assert not users.check("jo", "jam violin gravel")
    with pytest.raises(BadRequest, match="did not take"):
        users.set("", "jam violin gravel")

    checked = []
    monkeypatch.setattr("werkzeug.security.check_password_hash", lambda *given: checked.append(given))
    assert not users.check("stranger", "jam violin gravel")
    assert len(checked) == 1, "somebody unknown would be answered faster than somebody known"


def test_what_mlflow_once_shipped_as_a_password_opens_nothing(users):
    users.set("old", "password1234")
    assert not users.check("old", "password1234")
