"""The first start: a code from the terminal, a name and a password of one's own, and no other way in."""

from __future__ import annotations

import re

import pytest

from peel_ml.assurance.people import Person
from peel_ml.review import own_secrets
from peel_ml.review.passwords import weakness

GOOD = {"name": "Jo Smith", "user": "jo-smith", "password": "jam violin gravel", "again": "jam violin gravel"}


@pytest.fixture
def empty(site, tmp_path):
    made = site(home=tmp_path)
    made.people.people.clear()
    made.users.passwords.clear()
    made.code = own_secrets.set_up_code(tmp_path)
    return made


def filled(made, **changes):
    return {"code": made.code, **GOOD, **changes}


def test_the_first_administrator_comes_in_and_the_door_shuts(empty):
    browser = empty.browser()
    for path in ("/", "/sign-in"):
        assert browser.get(path).headers["location"] == "/peel/set-up"
    assert browser.post("/set-up", filled(empty), token=browser.token("/set-up")).status_code == 303
    assert empty.people.people == {"jo-smith": Person("jo-smith", "Jo Smith", "met", ("administrator",))}
    assert browser.sign_in("jo-smith", GOOD["password"]).status_code == 303
    assert "Jo Smith" in browser.get("/").text
    assert browser.get("/set-up").headers["location"] == "/peel/sign-in"
    late = browser.post("/set-up", filled(empty, user="mallory"), token=browser.token("/"))
    assert late.status_code == 409
    assert set(empty.people.people) == set(empty.users.passwords) == {"jo-smith"}
    assert not own_secrets.code_is(empty.settings.home, empty.code)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"code": "AAAA-AAAA-AAAA-AAAA"}, "not the code"),
        ({"code": ""}, "Enter the set-up code"),
        ({"user": "Jo Smith"}, "small letters"),
        ({"user": ""}, "Enter a user name"),
        ({"name": " "}, "Enter your name"),
        ({"again": "jam violin gravels"}, "differ"),
        ({"password": "short", "again": "short"}, "12 characters"),
        ({"password": "password1234", "again": "password1234"}, "most common"),
        ({"password": "jo-smith-2026", "again": "jo-smith-2026"}, "must not hold your user name"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(empty, changes, says):
    browser = empty.browser()
    answer = browser.post("/set-up", filled(empty, **changes), token=browser.token("/set-up"))
    assert answer.status_code == 422
    assert says in answer.text
    assert "<title>Error: " in answer.text
    assert GOOD["password"] not in answer.text
    assert not empty.people.people
    assert not empty.users.passwords
    assert own_secrets.code_is(empty.settings.home, empty.code)
    for field in re.findall(r'<li><a href="#(\w+)"', answer.text):
        assert f'id="{field}"' in answer.text
        assert f'aria-describedby="{field}-hint {field}-error"' in answer.text or f'"{field}-error"' in answer.text


def test_the_code_may_be_typed_as_people_type(empty):
    typed = empty.code.lower().replace("-", " ")
    browser = empty.browser()
    assert browser.post("/set-up", filled(empty, code=typed), token=browser.token("/set-up")).status_code == 303


def test_guessing_the_code_is_slowed_down(empty):
    browser = empty.browser()
    statuses = [
        browser.post("/set-up", filled(empty, code="x" * 16), token=browser.token("/set-up")).status_code
        for _ in range(9)
    ]
    assert statuses == [422] * 8 + [429]


def test_what_fails_half_way_can_be_done_again_with_the_next_code(empty):
    def full(person):
        raise OSError("No space left on device")

    works, empty.people.found = empty.people.found, full
    browser = empty.browser()
    assert browser.post("/set-up", filled(empty), token=browser.token("/set-up")).status_code == 500
    empty.people.found = works
    code = own_secrets.set_up_code(empty.settings.home)
    assert code != empty.code
    assert browser.post("/set-up", filled(empty, code=code), token=browser.token("/set-up")).status_code == 303
    assert set(empty.people.people) == {"jo-smith"}


def test_an_administrator_from_the_command_line_chooses_a_password_and_nobody_else_can(empty):
    empty.people.found(Person("adm", "Adm", "met", ("administrator",)))
    browser = empty.browser()
    other = browser.post("/set-up", filled(empty), token=browser.token("/set-up"))
    assert other.status_code == 422
    assert "not the user name of its administrator" in other.text
    assert browser.post("/set-up", filled(empty, user="adm"), token=browser.token("/set-up")).status_code == 303
    assert set(empty.people.people) == {"adm"}
    assert set(empty.users.passwords) == {"adm"}


def test_a_user_whom_mlflow_knows_already_needs_that_password(empty):
    empty.users.set("jo-smith", "the password in MLflow")
    browser = empty.browser()
    answer = browser.post("/set-up", filled(empty), token=browser.token("/set-up"))
    assert answer.status_code == 422
    assert "another password" in answer.text
    known = {"password": "the password in MLflow", "again": "the password in MLflow"}
    assert browser.post("/set-up", filled(empty, **known), token=browser.token("/set-up")).status_code == 303
    assert empty.users.passwords == {"jo-smith": "the password in MLflow"}


@pytest.mark.parametrize(
    "password",
    ["", "a" * 11, "aaaaaaaaaaaa", "abababababab", "password1234", "Password2026!", "correcthorsebatterystaple",
     "manchester2026", "123456789012", "qwertyuiop12", "letmein!!!!!!!"],
)  # fmt: skip
def test_weak_passwords_are_refused(password):
    assert weakness(password, "jo")


@pytest.mark.parametrize("password", ["jam violin gravel", "Kd8#v!q2Lm0z", "wheelbarrow-eleven-moth"])
def test_strong_ones_are_not(password):
    assert not weakness(password, "jo")


def test_secrets_are_the_owners_alone_and_made_once(tmp_path):
    first = own_secrets.key(tmp_path, own_secrets.SESSION_KEY)
    assert own_secrets.key(tmp_path, own_secrets.SESSION_KEY) == first
    assert len(first) == 64
    path = own_secrets.folder(tmp_path) / own_secrets.SESSION_KEY
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    path.chmod(0o640)
    with pytest.raises(Exception, match="Others than its owner"):
        own_secrets.key(tmp_path, own_secrets.SESSION_KEY)
    path.chmod(0o600)
    path.write_text("short")
    with pytest.raises(Exception, match="cut short"):
        own_secrets.key(tmp_path, own_secrets.SESSION_KEY)
