"""The keys that sign decisions: everybody may see them, administrators trust them, an owner may retire their own."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from peel_ml.assurance.payloads import Key, RetireKey
from peel_ml.assurance.signing.keys import SERVICE, TrustedKey, key_id
from peel_ml.errors import BadRequest
from peel_ml.review.answers import Answer, Away, Page, not_allowed, not_found
from peel_ml.review.pages.administering.common import ADMINISTRATORS, SERVICE_DID, keepers, record
from peel_ml.review.pages.deciding.doing import date_words
from peel_ml.review.pages.reading.access import reads_all
from peel_ml.review.reading import FieldError
from peel_ml.review.routes import READERS, Asked, Row


class TrustForm(BaseModel):
    """A key that is to count."""

    model_config = ConfigDict(extra="forbid")

    owner: str = Field(title="Whose key it is", description="Choose whose key it is", max_length=64)
    public: str = Field(title="Public key", description="Enter the public key", max_length=200)


class RetireForm(BaseModel):
    """A key that is to count no more."""

    model_config = ConfigDict(extra="forbid")

    compromised: Literal["yes", "no"] = Field(
        title="Could somebody else have used it?", description="Say whether somebody else could have used it"
    )
    reason: str = Field(title="Why", description="Say why", min_length=3, max_length=4000)


RETIRES = (
    ("no", "No. What it has signed so far counts"),
    ("yes", "Yes, or nobody can tell. Nothing that it signed counts, not even what it signed before"),
)


def show_keys(asked: Asked) -> Answer:
    """Show every key, with whom it belongs to and whether it counts."""
    book = asked.desk.book()
    seen = (one for one in book.keys.values() if _sees(asked, one))
    keys = sorted(seen, key=lambda one: (one.retired is not None, one.since))
    return Page(
        "administering/keys",
        {
            "keys": [(one, _owner(asked, one)) for one in keys],
            "owners": _owners(asked),
            "date_words": date_words,
            "administrator": asked.person is not None and asked.person.may_be("administrator"),
            "mine": asked.person.id if asked.person else "",
        },
        422 if asked.errors else 200,
    )


def trust(asked: Asked) -> Answer:
    """Trust a key."""
    if asked.errors:
        return show_keys(asked)
    form = asked.form(TrustForm)
    try:
        subject = key_id(form.public.strip())
    except BadRequest as error:
        return _again(asked, (FieldError("public", error.summary),), 422)
    if form.owner not in dict(_owners(asked)):
        return _again(asked, (FieldError("owner", "Choose whose key it is."),), 422)
    errors = record(asked, "trust_key", subject, Key(form.public.strip(), form.owner), "administrator")
    return _again(asked, errors, 409) if errors else Away("keys", said=f"The key is trusted. {SERVICE_DID}")


def _again(asked: Asked, errors: tuple[FieldError, ...], status: int) -> Page:
    page = show_keys(asked)
    assert isinstance(page, Page)
    return Page(page.template, {**page.values, "errors": errors}, status)


def show_key(asked: Asked) -> Answer:
    """Show one key, and how it is retired."""
    return _one(asked)


def retire(asked: Asked) -> Answer:
    """Retire a key."""
    if asked.errors:
        return _one(asked, asked.errors, 422)
    form, key = asked.form(RetireForm), _key(asked)
    assert asked.person is not None
    own = key.owner == asked.person.id
    if not own and not asked.person.may_be("administrator"):
        raise not_allowed("A key is retired by its owner or by an administrator.")
    role = next(one for one in asked.person.roles if one in keepers("retire_key"))
    role = "administrator" if asked.person.may_be("administrator") else role
    what = RetireKey(key.id, form.compromised == "yes")
    errors = record(asked, "retire_key", key.id, what, role, form.reason)
    return _one(asked, errors, 409) if errors else Away("keys", said=f"The key is retired. {SERVICE_DID}")


def _one(asked: Asked, errors: tuple[FieldError, ...] = (), status: int = 200) -> Page:
    key = _key(asked)
    assert asked.person is not None
    may = key.retired is None and (key.owner == asked.person.id or asked.person.may_be("administrator"))
    values = {"key": key, "owner": _owner(asked, key), "may": may, "date_words": date_words, "retires": RETIRES}
    return Page("administering/key", {**values, "errors": errors}, status)


def _key(asked: Asked) -> TrustedKey:
    key = asked.desk.book().keys.get(asked.path["key"])
    if not isinstance(key, TrustedKey) or not _sees(asked, key):
        raise not_found()
    return key


def _sees(asked: Asked, key: TrustedKey) -> bool:
    return reads_all(asked.person) or (asked.person is not None and key.owner == asked.person.id)


def _owner(asked: Asked, key: TrustedKey) -> str:
    people = asked.desk.book().people
    return "The review server" if key.owner == SERVICE else str(people[key.owner].name)


def _owners(asked: Asked) -> tuple[tuple[str, str], ...]:
    people = sorted(asked.desk.book().people.values(), key=lambda one: one.name.casefold())
    return (*((one.id, one.name) for one in people if one.active), (SERVICE, "The review server"))


ROWS: tuple[Row, ...] = (
    Row("/keys", "GET", "keys", READERS, show_keys),
    Row("/keys", "POST", "trust_key", ADMINISTRATORS, trust, TrustForm),
    Row("/keys/{key}", "GET", "key", READERS, show_key),
    Row("/keys/{key}", "POST", "retire_key", keepers("retire_key"), retire, RetireForm),
)
"""The list of keys."""
