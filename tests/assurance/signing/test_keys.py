"""Keys: known answers, the file of a private key, and what is no key."""

import base64
import errno
import os
import stat

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from peel_ml.assurance.signing.keys import Signer, check, key_id, new_signer, read_key, write_key
from peel_ml.errors import BadRequest, PeelError

# Section 7.1 of RFC 8032: secret key, public key, message, signature.
VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe2465"
        "5141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb0"
        "0d291612bb0c00",
    ),
]


@pytest.mark.parametrize(("secret", "public", "message", "signature"), VECTORS)
def test_signatures_are_those_of_rfc_8032(secret, public, message, signature):
    private = ed25519.Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))
    signer = Signer("", private)
    known = base64.b64encode(bytes.fromhex(public)).decode()
    assert signer.public == known
    signed = base64.b64encode(bytes.fromhex(signature)).decode()
    assert signer.sign(bytes.fromhex(message)) == signed
    assert check(known, bytes.fromhex(message), signed)
    assert not check(known, bytes.fromhex(message) + b"!", signed)


def test_a_key_is_known_by_the_digest_of_its_public_bytes():
    # Its first digits as `printf … | sha256sum` has them for the first vector's public key.
    public = base64.b64encode(bytes.fromhex(VECTORS[0][1])).decode()
    assert key_id(public) == "21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9"


@pytest.mark.parametrize(
    "text", ["", "x", "AAAA", base64.b64encode(bytes(33)).decode(), "A" * 43 + "=\n", "A" * 42 + "B="]
)
def test_what_is_no_public_key_is_refused(text):
    with pytest.raises(BadRequest, match="no Ed25519 public key"):
        key_id(text)
    assert not check(text, b"", "")


@pytest.mark.parametrize("signature", ["", "AAAA", "!", base64.b64encode(bytes(64)).decode()])
def test_what_is_no_signature_does_not_hold(signature):
    assert not check(new_signer().public, b"", signature)


@pytest.mark.parametrize("passphrase", ["", "correct horse, battery staple"])
def test_a_key_is_written_and_read_again(tmp_path, passphrase):
    signer, path = new_signer(), tmp_path / "keys" / "ann.pem"
    previous = os.umask(0)
    try:
        write_key(path, signer, passphrase)
    finally:
        os.umask(previous)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert (b"ENCRYPTED" in path.read_bytes()) == bool(passphrase)
    again = read_key(path, passphrase)
    assert again.id == signer.id
    assert check(signer.public, b"message", again.sign(b"message"))


def test_a_key_is_not_written_over(tmp_path):
    path = tmp_path / "ann.pem"
    write_key(path, new_signer())
    before = path.read_bytes()
    with pytest.raises(BadRequest, match="not written over"):
        write_key(path, new_signer())
    assert path.read_bytes() == before
    dangling = tmp_path / "link.pem"
    dangling.symlink_to(tmp_path / "elsewhere.pem")
    with pytest.raises(BadRequest, match="not written over"):
        write_key(dangling, new_signer())
    assert not (tmp_path / "elsewhere.pem").exists()


def test_a_folder_that_is_a_file_is_no_key_that_is_there(tmp_path):
    (tmp_path / "keys").write_text("")
    with pytest.raises(PeelError, match="cannot be written"):
        write_key(tmp_path / "keys" / "ann.pem", new_signer())


def test_half_a_key_is_not_left_behind(tmp_path, monkeypatch):
    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "ann.pem"
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(PeelError, match="No space left"):
            write_key(path, new_signer())
    assert not path.exists()
    write_key(path, new_signer())


@pytest.mark.parametrize(
    ("written", "given", "says"),
    [
        ("secret", "", "has a passphrase, and none was given"),
        ("", "secret", "has no passphrase, and one was given"),
        ("secret", "other", "or its passphrase is another one"),
    ],
)
def test_another_passphrase_is_said(tmp_path, written, given, says):
    write_key(tmp_path / "ann.pem", new_signer(), written)
    with pytest.raises(BadRequest, match=says):
        read_key(tmp_path / "ann.pem", given)


@pytest.mark.parametrize(
    "private",
    [
        rsa.generate_private_key(65537, 2048),
        ec.generate_private_key(ec.SECP256R1()),
    ],
    ids=["RSA", "EC"],
)
def test_a_key_of_another_kind_is_refused(tmp_path, private):
    path = tmp_path / "other.pem"
    path.touch(0o600)
    path.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    with pytest.raises(BadRequest, match="of another kind; expected Ed25519"):
        read_key(path)


def test_a_public_key_or_anything_else_is_no_private_key(tmp_path):
    path = tmp_path / "public.pem"
    path.touch(0o600)
    for content in (
        new_signer()
        .private.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo),
        b"",
        b"\xff\x00 nothing",
    ):
        path.write_bytes(content)
        with pytest.raises(BadRequest, match="no private key in PEM"):
            read_key(path)


def test_a_key_that_others_can_open_is_refused(tmp_path):
    path = tmp_path / "ann.pem"
    write_key(path, new_signer())
    for mode in (0o640, 0o604, 0o620):
        path.chmod(mode)
        with pytest.raises(BadRequest, match="chmod 600"):
            read_key(path)


def test_a_missing_key_names_the_command(tmp_path):
    for path in (tmp_path / "none.pem", tmp_path):
        with pytest.raises(BadRequest, match="peel keys create"):
            read_key(path)
