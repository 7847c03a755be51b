"""The monthly digest: one per body and month, however many workers make it and whatever kills them."""

import asyncio
import json
import uuid

import sqlalchemy as sa
from sqlmodel import select

from app.auth.sessions import AUTH_SCOPE
from app.auth.work import Work
from app.core.clock import Clock
from app.core.database import Database, DatabaseRole, Row, Scope, fetch_in, path_range
from app.core.errors import NotFound
from app.documents.digest import digest_pdf
from app.models.accounts import StaffRole
from app.models.digests import Digest
from app.queries.work import digests as queries
from app.queries.work.tasks.lists import SUMMARIES
from app.rules.civil_date import add_months

_ONE_AT_A_TIME = 20080630
"""The advisory lock that the worker holds which makes a digest; it ends with the transaction, and with the worker."""


async def make_next_digest(database: Database, clock: Clock) -> bool:
    """Make one missing digest of last month; false when there is none, or another worker is at it.

    What a body sees is read under that body's own scope. A digest is derived and holds figures alone: no ledger row.
    """
    today = clock.today()
    end = today.replace(day=1)
    month = add_months(end, -1)
    async with database.session(Scope(DatabaseRole.WORKER)) as session:
        if not (await session.exec(select(sa.func.pg_try_advisory_xact_lock(_ONE_AT_A_TIME)))).one():
            return False
        body = await database.fetch(AUTH_SCOPE, queries.NEXT_BODY, {"month": month})
        if body is None:
            return False
        role, body_id, name, place_path, party_path = (body[n] for n in range(5))
        scope = _scope_of(StaffRole(role), body_id, name, place_path, party_path)
        tasks = await database.fetch(scope, SUMMARIES[scope.role], {"today": today})
        done = await database.fetch(scope, queries.DONE, queries.month_of_changes(month, end))
        session.add(
            Digest(
                month=month,
                body_id=body_id,
                body_role=StaffRole(role),
                body_name=name,
                facts={"tasks": _json(tasks), "done": _json(done)},
                made_at=clock.now(),
                place_path=place_path,
                party_path=party_path,
            )
        )
    return True


async def print_digest(work: Work, digest_id: uuid.UUID) -> bytes:
    """A digest as a PDF; `NotFound` outside the scope."""
    row = await fetch_in(work.session, queries.RECORD, {"digest_id": digest_id})
    if row is None:
        raise NotFound
    return await asyncio.to_thread(digest_pdf, _json(row))


def _scope_of(role: StaffRole, body_id: uuid.UUID, name: str, place_path: str, party_path: str) -> Scope:
    if role is StaffRole.ORG_OFFICER:
        lo, hi = path_range(party_path)
        return Scope(DatabaseRole.ORG, lo=lo, hi=hi, org_id=str(body_id), body=name)
    lo, hi = path_range(place_path)
    return Scope(DatabaseRole.AREA, lo=lo, hi=hi, body=name)


def _json(row: Row | None) -> dict[str, object]:
    if row is None:
        raise LookupError("an aggregate gives a row")
    facts: dict[str, object] = json.loads(row[0])
    return facts
