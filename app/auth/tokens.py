"""Access tokens: short, for one audience, saying only who signed in as what; the grant is read from the database."""

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass

from app.core.errors import Unauthenticated
from app.core.jose import SignatureInvalid, Signer

AUDIENCE = "huizhi-registry"


@dataclass(frozen=True)
class AccessClaims:
    """What an access token says: the account, the sign-in it belongs to and the grant in which it acts."""

    account_id: uuid.UUID
    sign_in_id: uuid.UUID
    grant_id: uuid.UUID
    expires_at: dt.datetime


@dataclass(frozen=True)
class Tokens:
    """Issues and verifies the registry's access tokens (ES256, RFC 7519)."""

    signer: Signer
    issuer: str
    seconds: int

    def issue(self, account_id: uuid.UUID, sign_in_id: uuid.UUID, grant_id: uuid.UUID, now: dt.datetime) -> str:
        """A token for `seconds` from now."""
        return self.signer.sign_token(
            issuer=self.issuer,
            audience=AUDIENCE,
            subject=str(account_id),
            token_id=secrets.token_urlsafe(12),
            now=now,
            seconds=self.seconds,
            typ="access",
            sid=str(sign_in_id),
            gid=str(grant_id),
        )

    def verify(self, token: str, now: dt.datetime) -> AccessClaims:
        """The claims of a token of ours; `Unauthenticated` for anything else."""
        try:
            claims = self.signer.verify_token(token, issuer=self.issuer, audience=AUDIENCE, now=now)
            if claims.get("typ") != "access":
                raise SignatureInvalid("typ")
            return AccessClaims(
                uuid.UUID(claims["sub"]),
                uuid.UUID(claims["sid"]),
                uuid.UUID(claims["gid"]),
                dt.datetime.fromtimestamp(claims["exp"], dt.UTC),
            )
        except (SignatureInvalid, KeyError, ValueError, TypeError, AttributeError) as exc:
            raise Unauthenticated from exc
