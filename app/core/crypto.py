"""Ciphers for identity numbers and contacts: SM4-GCM, and HMAC-SM3 for looking a number up."""

import json
import os
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_NONCE, _TAG = 12, 16


class Undecipherable(ValueError):
    """The cipher text was made with a key that is not in the ring, or was changed."""


@dataclass(frozen=True)
class Keyring:
    """Every secret of an installation.

    `ciphers` maps a key number (one byte, written in front of each cipher text) to an SM4 key: the highest
    number enciphers, all decipher, which is how keys are rotated (GB/T 32907, GB/T 32905, GB/T 39786).
    `signing` holds P-256 private keys by key id, the first of which signs.
    """

    ciphers: dict[int, bytes]
    digest: bytes
    signing: dict[str, str]

    @classmethod
    def new(cls) -> Self:
        """Fresh random keys."""
        return cls({1: os.urandom(16)}, os.urandom(32), {secrets.token_hex(8): _new_signing_key()})

    def rotated(self) -> Self:
        """The ring with a fresh cipher key and a fresh signing key in front; what the old ones made stays readable."""
        ciphers = self.ciphers | {max(self.ciphers) + 1: os.urandom(16)}
        return replace(self, ciphers=ciphers, signing={secrets.token_hex(8): _new_signing_key(), **self.signing})

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote; `ValueError` when a key has the wrong length."""
        data = json.loads(text)
        ring = cls(
            {int(number): bytes.fromhex(key) for number, key in data["ciphers"].items()},
            bytes.fromhex(data["digest"]),
            dict(data["signing"]),
        )
        if not ring.ciphers or any(len(key) != 16 for key in ring.ciphers.values()) or len(ring.digest) < 32:
            raise ValueError("an SM4 key has 16 bytes, the digest key at least 32")
        if not ring.signing:
            raise ValueError("a signing key is needed")
        return ring

    def to_json(self) -> str:
        """The ring as text, to be kept secret."""
        ciphers = {str(number): key.hex() for number, key in self.ciphers.items()}
        return json.dumps({"ciphers": ciphers, "digest": self.digest.hex(), "signing": self.signing})

    @classmethod
    def load(cls, path: Path) -> Self:
        """The ring kept in a file, made at the first call; readable by its owner alone."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(cls.new().to_json())
        return cls.from_json(path.read_text())

    def seal(self, plain: bytes) -> bytes:
        """Encipher and authenticate: key number, nonce, cipher text, tag."""
        number = max(self.ciphers)
        nonce = os.urandom(_NONCE)
        encryptor = Cipher(algorithms.SM4(self.ciphers[number]), modes.GCM(nonce)).encryptor()
        sealed = encryptor.update(plain) + encryptor.finalize()
        return bytes([number]) + nonce + sealed + encryptor.tag

    def unseal(self, sealed: bytes) -> bytes:
        """The plain text of `seal`; `Undecipherable` when the key is missing or a byte was changed."""
        key = self.ciphers.get(sealed[0]) if sealed else None
        if key is None or len(sealed) < 1 + _NONCE + _TAG:
            raise Undecipherable
        nonce, body, tag = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE : -_TAG], sealed[-_TAG:]
        decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
        try:
            return decryptor.update(body) + decryptor.finalize()
        except InvalidTag as exc:
            raise Undecipherable from exc

    def seal_text(self, text: str | None) -> bytes | None:
        """`seal` for an optional text."""
        return self.seal(text.encode()) if text else None

    def unseal_text(self, sealed: bytes | None) -> str | None:
        """`unseal` for an optional text."""
        return self.unseal(sealed).decode() if sealed else None

    def lookup(self, text: str) -> bytes:
        """The keyed digest by which equal texts are found without reading them (HMAC-SM3, 32 bytes)."""
        mac = hmac.HMAC(self.digest, hashes.SM3())
        mac.update(text.encode())
        return mac.finalize()


def mask_phone(number: str | None) -> str | None:
    """First three and last two digits: `199******29`."""
    return f"{number[:3]}{'*' * max(len(number) - 5, 1)}{number[-2:]}" if number else None


def _new_signing_key() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    encoded = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return encoded.decode()
