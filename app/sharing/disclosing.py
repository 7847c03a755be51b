"""Nothing leaves unrecorded: the disclosure commits before the first byte (docs/sharing.md#property-1)."""

import base64
import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from fastapi import Response
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.clock import CIVIL_ZONE, Clock
from app.core.crypto import Keyring
from app.core.database import Database, Query, Row, fetch_in
from app.core.jose import Signer
from app.core.responses import JSON
from app.ledger.disclosures import DisclosureFacts, sign_disclosure
from app.ledger.recording import NOWHERE, record_signed
from app.models.sharing import Disclosure, Embargo
from app.rules.sharing.sharing import Transform
from app.sharing.partners import Caller, Grant
from app.sharing.problems import QuotaExceeded


@dataclass(frozen=True)
class Leaving:
    """What an operation is about to hand over: the bytes of its answer and of whom they speak."""

    body: bytes
    subjects: list[uuid.UUID]
    records: int
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Discloser:
    """Hands data over under a caller's grant: reads, records, commits, answers."""

    database: Database
    keyring: Keyring
    clock: Clock
    signer: Signer

    def salt(self, caller: Caller) -> bytes:
        """The partner's own salt, so that its identifiers of people mean nothing to another partner."""
        return self.keyring.lookup(f"pairwise/{caller.partner_id}")

    async def hand_over(
        self, caller: Caller, operation: str, data_set: str, query: Query, parameters: Mapping[str, Any], compose: Any
    ) -> Response:
        """Run a projection and answer with what `compose` makes of its row; `QuotaExceeded`."""
        async with self.database.session(caller.scope) as session:
            row = await fetch_in(session, query, parameters)
            assert row is not None  # noqa: S101 - aggregates give a row
            leaving: Leaving = compose(row)
            headers = dict(leaving.headers)
            if leaving.records:  # an empty answer speaks of nobody
                headers["Disclosure-Id"] = str(await self.disclose(session, caller, operation, data_set, leaving))
        return Response(leaving.body, headers=headers, media_type=JSON)

    async def disclose(
        self, session: AsyncSession, caller: Caller, operation: str, data_set: str, leaving: Leaving
    ) -> uuid.UUID:
        """Record, in the transaction that is about to commit, what is about to leave; `QuotaExceeded`."""
        await self._within_quota(session, caller, leaving.records)
        disclosure = self._disclosure(caller, operation, data_set, leaving)
        session.add(disclosure)
        await session.flush()
        await record_signed(session, "disclosure", disclosure.id, disclosure.jws, before=NOWHERE, after=NOWHERE)
        return disclosure.id

    def readable(self, text: str, *granted: Mapping[str, Transform]) -> str:
        """The items as they leave: enciphered identity numbers are read here, where the grant has them in full."""
        if all(fields.get("id_number") is not Transform.FULL for fields in granted):
            return text
        items = json.loads(text)
        for item in items:
            shown = item.get("record", item)
            if shown is not None and "id_number" in shown:
                shown["id_number"] = self.keyring.unseal(base64.b64decode(shown["id_number"])).decode()
        return json.dumps(items, ensure_ascii=False, separators=(",", ":"))

    async def _within_quota(self, session: AsyncSession, caller: Caller, records: int) -> None:
        """Count today's records of the grant; calls of one grant take turns, so that none slips past the count."""
        await session.exec(select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(str(caller.grant.id)))))
        now = self.clock.now().astimezone(CIVIL_ZONE)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        used = select(sa.func.coalesce(sa.func.sum(Disclosure.records), 0)).where(
            Disclosure.partner_id == caller.partner_id,
            Disclosure.grant_id == caller.grant.id,
            col(Disclosure.at) >= midnight,
        )
        if (await session.exec(used)).one() + records > caller.grant.quota_per_day:
            raise QuotaExceeded(int((midnight + dt.timedelta(days=1) - now).total_seconds()) + 1)

    def _disclosure(self, caller: Caller, operation: str, data_set: str, leaving: Leaving) -> Disclosure:
        grant = caller.grant
        shown_from = None
        if grant.embargo is not Embargo.SEALED:
            days = grant.embargo_days if grant.embargo is Embargo.DELAYED else 0
            shown_from = self.clock.today() + dt.timedelta(days=days)
        digest = hashlib.sha256(leaving.body)
        facts = DisclosureFacts(
            disclosure_id=uuid.uuid4(),
            partner=caller.name,
            grant_id=grant.id,
            grant_version=grant.version,
            purpose=grant.purpose,
            case_no=caller.case_no,
            operation=operation,
            data_set=data_set,
            fields=sorted(grant.data_sets.get(data_set, {})) or _named(grant),
            records=leaving.records,
            digest=digest.hexdigest(),
            at=self.clock.now().replace(microsecond=0),
        )
        return Disclosure(
            id=facts.disclosure_id,
            partner_id=caller.partner_id,
            partner_name=facts.partner,
            **facts.model_dump(exclude={"disclosure_id", "partner", "digest", "at"}),
            subjects=leaving.subjects,
            digest=digest.digest(),
            jws=sign_disclosure(self.signer, facts),
            shown_from=shown_from,
            at=facts.at,
        )


def _named(grant: Grant) -> list[str]:
    """Every granted field, for an operation over all data sets."""
    return sorted(f"{name}.{field}" for name, fields in grant.data_sets.items() for field in fields)


def keys_of(row: Row) -> list[uuid.UUID]:
    """The second column of a projection: whose records they are."""
    found: Iterable[Any] = row[1]
    return [uuid.UUID(str(key)) for key in found]
