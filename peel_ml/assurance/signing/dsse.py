"""DSSE envelopes (Dead Simple Signing Envelope, v1.0): a signature binds the type of what it signs, too."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ConfigDict

from peel_ml.assurance.signing.keys import Signer, TrustedKey, check, unpacked

ENTRY = "application/vnd.peel.ledger-entry+json"
APPROVAL = "application/vnd.peel.approval+json"


@dataclass(frozen=True)
class Signature:
    """One signature, and the key it was made with."""

    keyid: str
    sig: str


@dataclass(frozen=True)
class Envelope:
    """A payload with its signatures, named as in the specification."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    payloadType: str
    payload: str
    """In base64."""
    signatures: tuple[Signature, ...]

    @property
    def content(self) -> bytes:
        """The payload's bytes.

        Raises
        ------
        ValueError
            It is no base64.
        """
        return unpacked(self.payload)


def encoded(kind: str, payload: bytes) -> bytes:
    """Return what is signed: the pre-authentication encoding of the specification.

    Examples
    --------
    >>> encoded("http://example.com/HelloWorld", b"hello world")
    b'DSSEv1 29 http://example.com/HelloWorld 11 hello world'
    """
    return b"DSSEv1 %d %s %d %s" % (len(kind.encode()), kind.encode(), len(payload), payload)


def enveloped(kind: str, payload: bytes, *signers: Signer) -> Envelope:
    """Return a payload signed by everybody given."""
    message = encoded(kind, payload)
    return Envelope(
        kind,
        base64.b64encode(payload).decode(),
        tuple(Signature(signer.id, signer.sign(message)) for signer in signers),
    )


def signed_by(envelope: Envelope, kind: str, keys: Mapping[str, TrustedKey]) -> tuple[TrustedKey, ...]:
    """Return the trusted keys whose signatures in the envelope hold, for this kind of payload and no other.

    Whether a key counted at the time is for the caller to ask. Each key counts once, however often it signed.
    """
    if envelope.payloadType != kind:
        return ()
    try:
        message = encoded(kind, envelope.content)
    except ValueError:
        return ()
    known = ((keys.get(one.keyid), one.sig) for one in envelope.signatures)
    return tuple(dict.fromkeys(key for key, sig in known if key is not None and check(key.public, message, sig)))
