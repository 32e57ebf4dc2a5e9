"""DSSE envelopes: what is signed is the type and the payload, and nothing can be changed."""

import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.assurance.signing.dsse import APPROVAL, ENTRY, Envelope, Signature, encoded, enveloped, signed_by
from peel_ml.assurance.signing.keys import TrustedKey, new_signer

SIGNER, OTHER = new_signer(), new_signer()
KEYS = {one.id: TrustedKey(one.id, one.public, "ann", "") for one in (SIGNER, OTHER)}
KEY = KEYS[SIGNER.id]


def test_what_is_signed_is_as_in_the_specification():
    assert encoded("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )
    # Lengths are those in bytes.
    assert encoded("é", "ü".encode()) == "DSSEv1 2 é 2 ü".encode()
    assert encoded("", b"") == b"DSSEv1 0  0 "


@given(st.text(), st.binary(), st.text(), st.binary())
def test_no_two_things_are_signed_alike(kind, payload, other_kind, other_payload):
    try:
        same = encoded(kind, payload) == encoded(other_kind, other_payload)
    except UnicodeEncodeError:
        return
    assert same == ((kind, payload) == (other_kind, other_payload))


@given(st.binary())
def test_an_envelope_holds_for_its_type_and_its_keys(payload):
    envelope = enveloped(APPROVAL, payload, SIGNER)
    assert envelope.content == payload
    assert signed_by(envelope, APPROVAL, KEYS) == (KEY,)
    assert signed_by(envelope, ENTRY, KEYS) == ()
    assert signed_by(envelope, APPROVAL, {OTHER.id: KEYS[OTHER.id]}) == ()


def test_a_signature_made_for_another_type_does_not_count():
    # The same bytes, signed as a ledger's entry and passed off as an approval.
    envelope = replace(enveloped(ENTRY, b"{}", SIGNER), payloadType=APPROVAL)
    assert signed_by(envelope, APPROVAL, KEYS) == ()
    # And the other way round: what is signed as one thing and says that it is another.
    assert signed_by(replace(enveloped(APPROVAL, b"{}", SIGNER), payloadType=ENTRY), APPROVAL, KEYS) == ()


@given(st.integers(0, 63), st.integers(0, 7))
def test_one_bit_of_a_signature_spoils_it(place, bit):
    envelope = enveloped(APPROVAL, b"payload", SIGNER)
    raw = bytearray(base64.b64decode(envelope.signatures[0].sig))
    raw[place] ^= 1 << bit
    changed = replace(envelope, signatures=(Signature(SIGNER.id, base64.b64encode(raw).decode()),))
    assert signed_by(changed, APPROVAL, KEYS) == ()


def test_one_text_for_one_signature():
    # The last letter before the padding holds two bits that nobody reads.
    signature = enveloped(APPROVAL, b"payload", SIGNER).signatures[0]
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    last = signature.sig[-3]
    other = letters[letters.index(last) ^ 1]
    text = f"{signature.sig[:-3]}{other}=="
    assert base64.b64decode(text) == base64.b64decode(signature.sig)
    changed = replace(enveloped(APPROVAL, b"payload", SIGNER), signatures=(Signature(SIGNER.id, text),))
    assert signed_by(changed, APPROVAL, KEYS) == ()


@pytest.mark.parametrize("payload", ["!", "QQ", "Q=Q="])
def test_a_payload_that_is_no_base64_is_signed_by_nobody(payload):
    envelope = Envelope(APPROVAL, payload, (Signature(SIGNER.id, SIGNER.sign(b"")),))
    assert signed_by(envelope, APPROVAL, KEYS) == ()


def test_everybody_who_signed_counts_once():
    both = enveloped(APPROVAL, b"payload", SIGNER, OTHER, SIGNER)
    assert signed_by(both, APPROVAL, KEYS) == (KEY, KEYS[OTHER.id])


def test_a_key_under_the_id_of_another_does_not_count():
    envelope = enveloped(APPROVAL, b"payload", SIGNER)
    claimed = replace(envelope, signatures=(replace(envelope.signatures[0], keyid=OTHER.id),))
    assert signed_by(claimed, APPROVAL, KEYS) == ()
