"""Sign a file with Ed25519, and verify a signature.

In: bytes, and files of keys in PEM. Out: the 64 bytes of a signature, which stand in a file of
their own beside the signed one, so that the signed file stays as it was built. Promised: the same
file and key give the same signature; any other program for Ed25519 verifies it.
"""

from pathlib import Path
from typing import Any

from milestonelang.driver.carried_problems import library_missing
from milestonelang.driver.documents import signed_problems as problems
from milestonelang.driver.errors import InputError, reason_of

ENDING = ".sig"
_LARGEST = 64 * 1024


def sign(content: bytes, key_file: str | Path) -> bytes:
    """Return the signature of *content* by a private key; raises InputError for another file."""
    library = _library()
    data = read_small(key_file)
    try:
        key = library.load_pem_private_key(data, password=None)
    except (ValueError, TypeError, library.UnsupportedAlgorithm) as error:
        reason = "it is not a private key in PEM without a password"
        raise InputError([problems.unusable_key(str(key_file), reason)]) from error
    if not isinstance(key, library.Ed25519PrivateKey):
        reason = "it is not a key for Ed25519"
        raise InputError([problems.unusable_key(str(key_file), reason)])
    signature = key.sign(content)
    assert isinstance(signature, bytes)
    return signature


def verify(name: str, content: bytes, signature: bytes, key_file: str | Path) -> None:
    """Raise InputError unless *signature* is that of *content* by the owner of a public key."""
    library = _library()
    data = read_small(key_file)
    try:
        key = library.load_pem_public_key(data)
    except (ValueError, library.UnsupportedAlgorithm) as error:
        reason = "it is not a public key in PEM"
        raise InputError([problems.unusable_key(str(key_file), reason)]) from error
    if not isinstance(key, library.Ed25519PublicKey):
        reason = "it is not a key for Ed25519"
        raise InputError([problems.unusable_key(str(key_file), reason)])
    try:
        key.verify(signature, content)
    except library.InvalidSignature as error:
        raise InputError([problems.signature_fails(name, str(key_file))]) from error


def read_signature(path: str | Path) -> bytes:
    """Return a signature; raises InputError where it cannot be read."""
    try:
        return _small(path)
    except (OSError, ValueError) as error:
        raise InputError([problems.no_signature(str(path), reason_of(error))]) from error


def read_small(path: str | Path) -> bytes:
    """Return a file of a key; raises InputError where it cannot be read."""
    try:
        return _small(path)
    except (OSError, ValueError) as error:
        raise InputError([problems.unusable_key(str(path), reason_of(error))]) from error


def _small(path: str | Path) -> bytes:
    with Path(path).open("rb") as opened:
        return opened.read(_LARGEST)


class _Library:
    """What is used of the library, which is loaded only here."""

    def __init__(self) -> None:
        from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric import ed25519
        from cryptography.hazmat.primitives.serialization import (
            load_pem_private_key,
            load_pem_public_key,
        )

        self.InvalidSignature = InvalidSignature
        self.UnsupportedAlgorithm = UnsupportedAlgorithm
        self.Ed25519PrivateKey = ed25519.Ed25519PrivateKey
        self.Ed25519PublicKey = ed25519.Ed25519PublicKey
        self.load_pem_private_key: Any = load_pem_private_key
        self.load_pem_public_key: Any = load_pem_public_key


def _library() -> _Library:
    try:
        return _Library()
    except ModuleNotFoundError as error:
        found = library_missing("cryptography", "milestonelang[sign]")
        raise InputError([found]) from error
