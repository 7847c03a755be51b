"""Signatures: the only importer of python-jose, whose defaults are not safe (see docs/decisions/0006)."""

import datetime as dt
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jose import jws, jwt
from jose.constants import ALGORITHMS
from jose.exceptions import JOSEError
from jose.jwk import construct

from app.core import base64url

ALGORITHM = ALGORITHMS.ES256
_OPTIONS = {f"require_{claim}": True for claim in ("iat", "iss", "aud", "sub", "jti")} | {
    "verify_exp": False,
    "verify_nbf": False,
}
"""Every claim is required; `exp` and `nbf` are checked by us, against the injected clock."""
_SKEW = 10
"""Seconds by which a partner's clock may be ahead of ours."""


class SignatureInvalid(ValueError):
    """A token or document that does not carry a valid signature of ours for this use."""


@dataclass(frozen=True)
class Signer:
    """Signs and verifies with the ring's P-256 keys; the first of them signs."""

    keys: dict[str, str]

    @cached_property
    def key_set(self) -> dict[str, list[dict[str, str]]]:
        """The public keys as a JWK set (RFC 7517)."""
        return {"keys": [_public_jwk(key_id, pem) for key_id, pem in self.keys.items()]}

    def sign_token(
        self,
        *,
        issuer: str,
        audience: str,
        subject: str,
        token_id: str,
        now: dt.datetime,
        seconds: int,
        kind: str = "JWT",
        **claims: Any,
    ) -> str:
        """A JWT (RFC 7519) for one audience that ends after `seconds`; `kind` is its `typ`."""
        issued = int(now.timestamp())
        payload = {
            "iss": issuer,
            "aud": audience,
            "sub": subject,
            "jti": token_id,
            "iat": issued,
            "exp": issued + seconds,
            **claims,
        }
        key_id = next(iter(self.keys))
        return jwt.encode(payload, self.keys[key_id], algorithm=ALGORITHM, headers={"kid": key_id, "typ": kind})

    def verify_token(
        self, token: str, *, issuer: str, audience: str, now: dt.datetime, kind: str = "JWT"
    ) -> dict[str, Any]:
        """The claims of a token of ours; `SignatureInvalid` for anything else, one that has ended too."""
        try:
            if jwt.get_unverified_header(token).get("typ") != kind:
                raise SignatureInvalid("typ")
            claims: dict[str, Any] = jwt.decode(
                token, self.key_set, algorithms=[ALGORITHM], audience=audience, issuer=issuer, options=_OPTIONS
            )
            if claims["exp"] <= now.timestamp():
                raise SignatureInvalid("exp")
        except (JOSEError, KeyError, TypeError, ValueError) as exc:
            raise SignatureInvalid(str(exc)) from exc
        return claims

    def sign_document(self, facts: dict[str, Any], *, kind: str) -> str:
        """A compact JWS (RFC 7515) over facts that stay readable; `typ` names what it is."""
        key_id = next(iter(self.keys))
        payload = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        return jws.sign(payload, self.keys[key_id], algorithm=ALGORITHM, headers={"kid": key_id, "typ": kind})


def claimed_subject(assertion: str) -> str:
    """Who an assertion says it comes from, before anything is verified: to find the keys registered for them."""
    try:
        return str(jwt.get_unverified_claims(assertion)["sub"])
    except (JOSEError, KeyError, TypeError, ValueError) as exc:
        raise SignatureInvalid(str(exc)) from exc


@dataclass(frozen=True)
class Assertion:
    """A verified client assertion: its `jti`, when it ends, and the registered key that signed it."""

    token_id: str
    ends: dt.datetime
    key: dict[str, Any]


def verify_assertion(
    assertion: str, keys: list[dict[str, Any]], *, subject: str, audience: str, now: dt.datetime, most_seconds: int
) -> Assertion:
    """Hold a client assertion (RFC 7523) against registered keys.

    The audience is one and ours, never a list or an endpoint (FAPI 2.0; CVE-2025-27370); keys that the assertion
    itself carries or points to are not looked at.
    """
    for key in keys:
        try:
            return _verified_by(key, assertion, subject, audience, now, most_seconds)
        except (JOSEError, KeyError, TypeError, ValueError, OverflowError):
            continue
    raise SignatureInvalid("no registered key")


def _verified_by(
    key: dict[str, Any], assertion: str, subject: str, audience: str, now: dt.datetime, most_seconds: int
) -> Assertion:
    options = _OPTIONS | {"require_iat": False}
    claims = jwt.decode(
        assertion, key, algorithms=[ALGORITHM], audience=audience, issuer=subject, subject=subject, options=options
    )
    ends = int(claims["exp"])
    began = int(claims.get("nbf", claims.get("iat", now.timestamp())))
    if claims["aud"] != audience or not isinstance(claims["jti"], str) or not 1 <= len(claims["jti"]) <= 200:
        raise SignatureInvalid("aud or jti")
    if not now.timestamp() < ends <= now.timestamp() + most_seconds + _SKEW or began > now.timestamp() + _SKEW:
        raise SignatureInvalid("exp")
    return Assertion(claims["jti"], dt.datetime.fromtimestamp(ends, dt.UTC), key)


def check_public_key(jwk: dict[str, Any]) -> bool:
    """Whether a JWK is a P-256 public key with a key id, and holds no private part."""
    try:
        named = isinstance(jwk.get("kid"), str) and 1 <= len(jwk["kid"]) <= 100
        right = jwk.get("kty") == "EC" and jwk.get("crv") == "P-256" and "d" not in jwk
        if named and right:
            construct(jwk, ALGORITHM)
    except (JOSEError, KeyError, TypeError, ValueError):
        return False
    return named and right


def document_kind(document: str) -> str | None:
    """What a signed document says it is, before anything is verified."""
    try:
        return jws.get_unverified_header(document.strip()).get("typ")
    except (JOSEError, AttributeError) as exc:
        raise SignatureInvalid(str(exc)) from exc


def verify_document(document: str, key_set: dict[str, Any], *, kind: str) -> dict[str, Any]:
    """The facts of a signed document, by a published key set alone and never by a key inside the document."""
    try:
        for part in document.split("."):
            base64url.decode(part)
        if jws.get_unverified_header(document).get("typ") != kind:
            raise SignatureInvalid("typ")
        facts = json.loads(jws.verify(document, key_set, algorithms=[ALGORITHM]))
    except (JOSEError, TypeError, KeyError, ValueError) as exc:
        raise SignatureInvalid(str(exc)) from exc
    if not isinstance(facts, dict):
        raise SignatureInvalid("payload")
    return facts


def _public_jwk(key_id: str, pem: str) -> dict[str, str]:
    jwk = construct(pem, ALGORITHM).public_key().to_dict()
    return {
        **{name: value.decode() if isinstance(value, bytes) else value for name, value in jwk.items()},
        "kid": key_id,
        "use": "sig",
    }
