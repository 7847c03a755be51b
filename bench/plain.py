"""The plain way: FastAPI, an async SQLModel session per request, objects turned into models; no scope, no token."""

import contextlib
import os
import uuid
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.models.members import Member
from app.models.people import Person


class MemberOut(BaseModel):
    """A member, by attribute."""

    model_config = ConfigDict(from_attributes=True)

    person_id: uuid.UUID
    name: str
    name_key: str
    sex: str
    id_masked: str
    category: str
    membership_status: str
    org_id: uuid.UUID | None
    affiliation_name: str
    affiliation_state: str
    firm_id: uuid.UUID | None
    lost_contact: bool
    is_floating: bool


class MemberDetail(MemberOut):
    """One member with the person's facts."""

    ethnic_group: str | None
    mobile: str | None
    version: int


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    """A session per request."""
    async with AsyncSession(request.app.state.engine) as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]


@contextlib.asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """One engine."""
    url = os.environ["BENCH_ADMIN_URL"].replace("postgresql://", "postgresql+asyncpg://", 1)
    app.state.engine = create_async_engine(url, pool_size=8)
    yield
    await app.state.engine.dispose()


app = FastAPI(lifespan=lifespan, telemetry={"auto_configure": False})


@app.get("/api/v1/members")
async def page(session: SessionDep, area_code: str, limit: int = 50) -> list[MemberOut]:
    """The first page of a city."""
    statement = (
        select(Member)
        .where(col(Member.place_path) >= f"/51/{area_code}/", col(Member.place_path) < f"/51/{area_code}0")
        .order_by(col(Member.name_key), col(Member.person_id))
        .limit(limit)
    )
    return [MemberOut.model_validate(member) for member in (await session.exec(statement)).all()]


@app.get("/api/v1/members/{person_id}")
async def one(person_id: uuid.UUID, session: SessionDep) -> MemberDetail:
    """One member by key."""
    statement = select(Member, Person).join(Person, col(Person.id) == Member.person_id)
    member, person = (await session.exec(statement.where(Member.person_id == person_id))).one()
    shown = MemberOut.model_validate(member).model_dump()
    return MemberDetail(**shown, ethnic_group=person.ethnic_group, mobile=person.mobile_masked, version=member.version)
