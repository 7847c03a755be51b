"""Tokens that somebody else made, or made from ours: each has to be refused everywhere."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

Sign = Callable[[bytes], bytes]


def encoded(part: bytes | dict[str, Any]) -> str:
    content = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def forged(header: dict[str, Any], claims: dict[str, Any], sign: Sign) -> str:
    content = f"{encoded(header)}.{encoded(claims)}"
    return f"{content}.{encoded(sign(content.encode()))}"


def es256(key: ec.EllipticCurvePrivateKey) -> Sign:
    def sign(content: bytes) -> bytes:
        r, s = decode_dss_signature(key.sign(content, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    return sign


def hs256(secret: bytes) -> Sign:
    return lambda content: hmac.digest(secret, content, hashlib.sha256)


def jwk_of(key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    point = key.public_key().public_numbers()
    x, y = encoded(point.x.to_bytes(32, "big")), encoded(point.y.to_bytes(32, "big"))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def opened(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token."""
    header, claims = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in token.split(".")[:2])
    return header, claims


def private_key(pem: str) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def public_forms(key: ec.EllipticCurvePrivateKey) -> dict[str, bytes]:
    """The public key in the forms in which it might be taken for a secret."""
    info = serialization.PublicFormat.SubjectPublicKeyInfo
    return {
        "PEM": key.public_key().public_bytes(serialization.Encoding.PEM, info),
        "DER": key.public_key().public_bytes(serialization.Encoding.DER, info),
        "JWK": json.dumps(jwk_of(key)).encode(),
    }


def forgeries(token: str, key: ec.EllipticCurvePrivateKey, *, ended: int, foreign: str) -> dict[str, str]:
    """From a token that works and the key that signed it: the same with everything true but one thing.

    `ended` is a moment that lies behind, `foreign` an audience of somebody else. `itself` is the token made anew,
    which works: so the one thing is what the others are refused for.
    """
    header, claims = opened(token)
    ours, mine = es256(key), ec.generate_private_key(ec.SECP256R1())
    head, body, signature = token.split(".")
    return {
        "itself": forged(header, claims, ours),
        "none": forged(header | {"alg": "none"}, claims, lambda _: b""),
        "no signature": f"{head}.{body}.",
        "cut signature": f"{head}.{body}.{signature[:-8]}",
        **{
            f"HS256 with the public key as {form}": forged(header | {"alg": "HS256"}, claims, hs256(secret))
            for form, secret in public_forms(key).items()
        },
        "another key": forged(header, claims, es256(mine)),
        "its own key in jwk": forged(header | {"jwk": jwk_of(mine)}, claims, es256(mine)),
        "its own key at jku": forged(header | {"jku": "https://keys.example/jwks.json"}, claims, es256(mine)),
        "its own key at x5u": forged(header | {"x5u": "https://keys.example/chain.pem"}, claims, es256(mine)),
        "another audience": forged(header, claims | {"aud": foreign}, ours),
        "another issuer": forged(header, claims | {"iss": "https://other.example"}, ours),
        "expired": forged(header, claims | {"exp": ended}, ours),
        "no token at all": "a.b.c",
    }
