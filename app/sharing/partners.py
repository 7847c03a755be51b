"""Who calls: partners by their registered keys, tokens of 300 seconds, grants as the database has them now."""

import datetime as dt
import json
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import col, select

from app.core.clock import Clock
from app.core.database import Database, DatabaseRole, Scope, compile_query, path_range
from app.core.jose import SignatureInvalid, Signer, claimed_subject, verify_assertion
from app.core.lists import select_columns
from app.models.sharing import Embargo, GrantState, Partner, SharingGrant, SpentAssertion
from app.rules.sharing.sharing import Transform
from app.sharing.problems import ClientRefused, GrantRefused, TokenRefused

AUDIENCE = "huizhi-sharing"
TOKEN_KIND = "at+jwt"  # noqa: S105 - RFC 9068's media type, no secret
DETAIL_TYPE = "member-data"
APPLICATION_TYPE = "grant-application"
"""A token of this type serves to apply for a grant and to read the catalogue; no data leaves under it."""
ASSERTION_SECONDS = 60
FRESH_SECONDS = 4.0
"""A suspended partner or grant, or a replaced key, stops working within this time (docs/sharing.md#getting-in)."""

_NOBODY = Scope(DatabaseRole.SHARING)

_PARTNER = compile_query(
    select(col(Partner.id), sa.cast(Partner.keys, sa.Text)).where(
        Partner.client_id == sa.bindparam("client_id", type_=sa.Text()), col(Partner.suspended_at).is_(None)
    )
)
# The key behind a token has to be registered still; an export, made without one, holds `[]` against it.
_ADMITTED = (
    col(Partner.suspended_at).is_(None),
    col(Partner.keys).contains(sa.cast(sa.bindparam("key", type_=sa.Text()), JSONB)),
)
_APPLICANT = compile_query(
    select(col(Partner.id), col(Partner.client_id), col(Partner.name)).where(
        Partner.id == sa.bindparam("partner_id", type_=sa.Uuid()), *_ADMITTED
    )
)
_GRANT = compile_query(
    select_columns(
        col(Partner.id),
        col(Partner.client_id),
        col(Partner.name),
        col(SharingGrant.id),
        col(SharingGrant.content_version),
        col(SharingGrant.purpose),
        col(SharingGrant.legal_basis),
        col(SharingGrant.area_code),
        col(SharingGrant.place_path),
        sa.cast(SharingGrant.data_sets, sa.Text),
        col(SharingGrant.quota_per_day),
        col(SharingGrant.valid_to),
        sa.cast(SharingGrant.embargo, sa.Text),
        col(SharingGrant.embargo_days),
    )
    .join(Partner, col(Partner.id) == SharingGrant.partner_id)
    .where(
        SharingGrant.id == sa.bindparam("grant_id", type_=sa.Uuid()),
        sa.cast(SharingGrant.state, sa.Text) == GrantState.IN_FORCE.value,
        sa.bindparam("today", type_=sa.Date()).between(SharingGrant.valid_from, SharingGrant.valid_to),
        *_ADMITTED,
    )
)


@dataclass(frozen=True)
class Grant:
    """A grant in force, as the projection needs it. `data_sets` leaves out what is omitted."""

    id: uuid.UUID
    version: int
    purpose: str
    legal_basis: str
    area_code: str
    data_sets: Mapping[str, Mapping[str, Transform]]
    quota_per_day: int
    valid_to: dt.date
    embargo: Embargo
    embargo_days: int


@dataclass(frozen=True)
class Applicant:
    """A partner that may apply for a grant, whether it has one or not; `scope` reaches no record."""

    partner_id: uuid.UUID
    client_id: str
    name: str
    scope: Scope


@dataclass(frozen=True)
class Caller:
    """A partner under one grant and for one case; `scope` is what its statements run under."""

    partner_id: uuid.UUID
    client_id: str
    name: str
    case_no: str
    grant: Grant
    scope: Scope


@dataclass
class _Seen:
    claims: dict[str, Any]
    who: Caller | Applicant
    checked_at: float


class Partners:
    """Turns assertions into tokens, and tokens into callers."""

    def __init__(self, database: Database, signer: Signer, clock: Clock, issuer: str, seconds: int) -> None:
        self._database, self._signer, self._clock = database, signer, clock
        self.issuer, self.seconds = issuer, seconds
        self._seen: dict[str, _Seen] = {}

    async def issue(self, assertion: str, grant_id: uuid.UUID, purpose: str, case_no: str) -> str:
        """A token for one grant and case; `ClientRefused`, `GrantRefused`."""
        partner_id, client_id, key = await self._verify(assertion)
        caller = await self.caller_of(partner_id, grant_id, case_no)
        if caller is None or caller.grant.purpose != purpose:
            raise GrantRefused
        detail = {"type": DETAIL_TYPE, "purpose": purpose, "grant": str(grant_id), "case": case_no}
        return self._sign(partner_id, client_id, key, detail)

    async def issue_for_applying(self, assertion: str) -> str:
        """A token to apply for a grant with, and for nothing else; `ClientRefused`."""
        return self._sign(*await self._verify(assertion), {"type": APPLICATION_TYPE})

    async def caller(self, token: str) -> Caller:
        """Who is behind a token for data, as the database knows the grant now; `TokenRefused`."""
        who = await self.anybody(token)
        if not isinstance(who, Caller):
            raise TokenRefused
        return who

    async def applicant(self, token: str) -> Applicant:
        """Who is behind a token to apply with; `TokenRefused`."""
        who = await self.anybody(token)
        if not isinstance(who, Applicant):
            raise TokenRefused
        return who

    async def anybody(self, token: str) -> Caller | Applicant:
        """Who is behind a token of either kind; `TokenRefused`."""
        now = self._clock.now()
        seen = self._seen.get(token)
        claims = seen.claims if seen else self._claims(token, now)
        if claims["exp"] <= now.timestamp():
            self._seen.pop(token, None)
            raise TokenRefused
        if seen and now.timestamp() - seen.checked_at < FRESH_SECONDS:
            return seen.who
        who = await self._who(claims)
        if who is None:
            self._seen.pop(token, None)
            raise TokenRefused
        if len(self._seen) >= 5_000:
            self._seen = {t: s for t, s in self._seen.items() if s.claims["exp"] > now.timestamp()}
        self._seen[token] = _Seen(claims, who, now.timestamp())
        return who

    async def caller_of(
        self, partner_id: uuid.UUID, grant_id: uuid.UUID, case_no: str, key: str = "[]"
    ) -> Caller | None:
        """The caller behind a grant that is in force today."""
        asking = Scope(DatabaseRole.SHARING, actor=str(partner_id))
        asked = {"grant_id": grant_id, "today": self._clock.today(), "key": key}
        row = await self._database.fetch(asking, _GRANT, asked)
        return _caller(row, case_no) if row else None

    async def _who(self, claims: Mapping[str, Any]) -> Caller | Applicant | None:
        (detail,) = claims["authorization_details"]
        partner_id, key = uuid.UUID(claims["partner"]), json.dumps([claims["client_key"]])
        if detail["type"] == DETAIL_TYPE:
            return await self.caller_of(partner_id, uuid.UUID(detail["grant"]), detail["case"], key)
        row = await self._database.fetch(_NOBODY, _APPLICANT, {"partner_id": partner_id, "key": key})
        if row is None:
            return None
        return Applicant(row[0], row[1], row[2], Scope(DatabaseRole.SHARING, actor=str(partner_id), body=row[2]))

    def _sign(self, partner_id: uuid.UUID, client_id: str, key: Mapping[str, Any], detail: Mapping[str, str]) -> str:
        return self._signer.sign_token(
            issuer=self.issuer,
            audience=AUDIENCE,
            subject=client_id,
            token_id=secrets.token_urlsafe(12),
            now=self._clock.now(),
            seconds=self.seconds,
            kind=TOKEN_KIND,
            client_id=client_id,
            partner=str(partner_id),
            client_key={"kid": key["kid"], "x": key["x"], "y": key["y"]},
            authorization_details=[detail],
        )

    def _claims(self, token: str, now: dt.datetime) -> dict[str, Any]:
        try:
            return self._signer.verify_token(token, issuer=self.issuer, audience=AUDIENCE, now=now, kind=TOKEN_KIND)
        except SignatureInvalid as exc:
            raise TokenRefused from exc

    async def _verify(self, assertion: str) -> tuple[uuid.UUID, str, dict[str, Any]]:
        """The partner and the registered key that signed the assertion; its `jti` is spent in the same breath."""
        try:
            client_id = claimed_subject(assertion)
            row = await self._database.fetch(_NOBODY, _PARTNER, {"client_id": client_id})
            verified = verify_assertion(
                assertion,
                json.loads(row[1]) if row else [],
                subject=client_id,
                audience=self.issuer,
                now=self._clock.now(),
                most_seconds=ASSERTION_SECONDS,
            )
        except SignatureInvalid as exc:
            raise ClientRefused from exc
        if row is None:
            raise ClientRefused
        spent = {"client_id": client_id, "jti": verified.token_id, "expires_at": verified.ends}
        async with self._database.session(_NOBODY) as session:
            if (await session.exec(insert(SpentAssertion).values(spent).on_conflict_do_nothing())).rowcount == 0:
                raise ClientRefused
        return row[0], client_id, verified.key


def _caller(row: Any, case_no: str) -> Caller:
    partner_id, client_id, name = row[0], row[1], row[2]
    lo, hi = path_range(row[8])
    granted = {
        data_set: {field: Transform(transform) for field, transform in fields.items() if transform != Transform.OMIT}
        for data_set, fields in json.loads(row[9]).items()
    }
    grant = Grant(row[3], row[4], row[5], row[6], row[7], granted, row[10], row[11], Embargo(row[12]), row[13])
    scope = Scope(DatabaseRole.SHARING, lo=lo, hi=hi, actor=str(partner_id), body=name)
    return Caller(partner_id, client_id, name, case_no, grant, scope)
