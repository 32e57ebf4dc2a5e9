"""Ed25519 keys (RFC 8032): made here, kept in a file of their owner, trusted by an entry of the register."""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from peel_ml.errors import BadRequest, PeelError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SERVICE = "service"
"""Owner of the review server's own key."""


@dataclass(frozen=True)
class TrustedKey:
    """A public key, whose it is, and whether it still counts.

    A retired key signs nothing new; what it signed before stands. No approval signed with a compromised one holds any
    more: nobody can tell when somebody else began to sign with it.
    """

    id: str
    """The SHA-256 of the public key's 32 bytes."""
    public: str
    """The 32 bytes, in base64."""
    owner: str
    """Id of a person, or ``service``."""
    since: str
    retired: str | None = None
    compromised: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Signer:
    """Somebody who can sign: the private key, and what it is known by."""

    id: str
    private: Ed25519PrivateKey

    def sign(self, message: bytes) -> str:
        """Return the signature of a message, in base64."""
        return base64.b64encode(self.private.sign(message)).decode()

    @property
    def public(self) -> str:
        """The public key, in base64."""
        return base64.b64encode(self.private.public_key().public_bytes_raw()).decode()


def unpacked(text: str) -> bytes:
    """Return the bytes that a text in base64 stands for; one text for one value, so that none can be changed unseen.

    Raises
    ------
    ValueError
        The text is no base64, or written otherwise than the standard writes it.
    """
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError("not written as base64 is")
    return raw


def key_id(public: str) -> str:
    """Return what a public key is known by.

    Raises
    ------
    BadRequest
        The text is no public key of this kind.
    """
    try:
        raw = unpacked(public)
    except ValueError:
        raw = b""
    if len(raw) != 32:
        raise BadRequest("This is no Ed25519 public key: expected 32 bytes in base64. `peel keys create` makes one.")
    return hashlib.sha256(raw).hexdigest()


def _signer(private: Ed25519PrivateKey) -> Signer:
    public = base64.b64encode(private.public_key().public_bytes_raw()).decode()
    return Signer(key_id(public), private)


def new_signer() -> Signer:
    """Return a new key that stands in no file yet.

    Examples
    --------
    >>> signer = new_signer()
    >>> check(signer.public, b"message", signer.sign(b"message"))
    True
    >>> check(signer.public, b"another", signer.sign(b"message"))
    False
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return _signer(Ed25519PrivateKey.generate())


def check(public: str, message: bytes, signature: str) -> bool:
    """Tell whether a signature is that of a message under a public key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(unpacked(public))
        key.verify(unpacked(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def write_key(path: Path, signer: Signer, passphrase: str = "") -> None:
    """Write a private key to a new file that only its owner can read (mode 0600).

    Raises
    ------
    BadRequest
        Something is there already: a key is never written over.
    PeelError
        The file cannot be written.
    """
    from cryptography.hazmat.primitives import serialization

    locked: serialization.KeySerializationEncryption = (
        serialization.BestAvailableEncryption(passphrase.encode()) if passphrase else serialization.NoEncryption()
    )
    content = signer.private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)
    if path.is_symlink() or path.exists():
        raise BadRequest(f"{path} is there already, and keys are not written over. Name another file.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            try:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            except OSError:
                # Half a key would stand in the way of the next attempt.
                path.unlink()
                raise
    except OSError as error:
        raise PeelError(f"The key cannot be written to {path} ({error.strerror}). Name another file.") from error


def read_key(path: Path, passphrase: str = "") -> Signer:
    """Read a private key.

    Raises
    ------
    BadRequest
        There is none, it is of another kind, its passphrase is missing or wrong, or others can read the file.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        content = path.read_bytes()
        shared = path.stat().st_mode & 0o077
    except OSError as error:
        raise BadRequest(f"No key can be read from {path} ({error.strerror}). `peel keys create` makes one.") from None
    if shared:
        raise BadRequest(f"Others than its owner can open the key {path}. `chmod 600` it, and ask yourself who did.")
    try:
        private = serialization.load_pem_private_key(content, passphrase.encode() or None)
    except TypeError:
        said = "has a passphrase, and none was given" if not passphrase else "has no passphrase, and one was given"
        raise BadRequest(f"The key {path} {said}.") from None
    except (ValueError, UnsupportedAlgorithm):
        raise BadRequest(f"{path} is no private key in PEM, or its passphrase is another one.") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise BadRequest(f"{path} is a key of another kind; expected Ed25519. `peel keys create` makes one.")
    return _signer(private)
