"""Base64url without padding (RFC 4648 section 5, RFC 7515), read strictly: one spelling for each meaning."""

import base64
import binascii
import re

_ALPHABET = re.compile(r"[A-Za-z0-9_-]*")


def encode(data: bytes) -> str:
    """The text of some bytes."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The bytes of a text; `ValueError` for any text that `encode` does not write.

    Usual decoders pass over foreign characters and over the unused bits of the last one, so that an altered
    text may still say the same.
    """
    if not _ALPHABET.fullmatch(text):
        raise ValueError("not base64url")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as exc:
        raise ValueError("not base64url") from exc
    if encode(data) != text:
        raise ValueError("not the one way to write these bytes")
    return data
