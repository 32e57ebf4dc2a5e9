"""Entries: what is under the digest and the signature, and what is read as one."""

import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.assurance.canonical import digest
from peel_ml.assurance.ledger.entry import Entry, content, document, from_document, moment, sealed, stamp, to_line
from peel_ml.assurance.signing.dsse import APPROVAL, ENTRY, encoded
from peel_ml.assurance.signing.keys import check, new_signer
from peel_ml.errors import BadRequest

SIGNER = new_signer()
BARE = Entry(
    1, "2026-03-02T09:00:00.000000Z", "ann", "approver", "met", "reject", "0123456789ab", "in_review", "rejected",
    "m" * 64, {"b": 1, "a": [True, None, "é"]}, "", "It does not work.", "p" * 16, "0" * 64, "", "", "",
)  # fmt: skip
WHOLE = sealed(BARE, SIGNER)


def test_an_entry_is_sealed_with_its_digests_and_a_signature():
    assert WHOLE.payload_sha256 == digest(BARE.payload)
    assert WHOLE.key == SIGNER.id
    assert check(SIGNER.public, encoded(ENTRY, content(WHOLE)), WHOLE.signature)
    assert not check(SIGNER.public, encoded(APPROVAL, content(WHOLE)), WHOLE.signature)
    assert sealed(WHOLE, SIGNER) == WHOLE


@pytest.mark.parametrize(
    "name", [one.name for one in fields(Entry) if one.name not in ("payload", "hash", "signature")]
)
def test_every_field_is_under_the_digest_and_the_signature(name):
    value = 7 if name == "seq" else "changed"
    changed = replace(WHOLE, **{name: value})
    assert content(changed) != content(WHOLE)
    assert not check(SIGNER.public, encoded(ENTRY, content(changed)), WHOLE.signature)


def test_the_payload_is_under_its_digest():
    assert sealed(replace(BARE, payload={"a": 1}), SIGNER).hash != WHOLE.hash


def test_an_entry_is_one_line_and_is_read_again():
    line = to_line(WHOLE)
    assert line.count(b"\n") == 1
    assert from_document(json.loads(line), "Line 1") == WHOLE


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"seq": "1"}, "seq"),
        ({"seq": 1.0}, "seq"),
        ({"role": "king"}, "role"),
        ({"to_state": "nearly"}, "to_state"),
        ({"affiliation": "press"}, "affiliation"),
        ({"payload": []}, "payload"),
        ({"more": 1}, "more"),
        ({"reason": None}, "reason"),
    ],
)
def test_what_is_no_entry_is_refused_by_field(changed, where):
    with pytest.raises(BadRequest, match=rf"Line 7 cannot be read as an entry(?s:.*)\b{where}: "):
        from_document({**document(WHOLE), **changed}, "Line 7")


def test_a_missing_field_is_named():
    value = document(WHOLE)
    del value["previous"]
    with pytest.raises(BadRequest, match="previous: Field required"):
        from_document(value, "Line 7")


@given(st.datetimes(datetime(1000, 1, 1), datetime(9999, 12, 30)), st.integers(-12 * 60, 12 * 60))
def test_times_are_utc_and_sort_as_text(naive, minutes):
    at = naive.replace(tzinfo=UTC)
    elsewhere = at.astimezone(timezone(timedelta(minutes=minutes))) if 1001 < naive.year < 9999 else at
    assert moment(stamp(elsewhere)) == at
    later = at + timedelta(microseconds=1)
    assert stamp(at) < stamp(later)
