"""Contact of a branch's members with people around them (联系群众, N17)."""

import datetime as dt
import uuid

from sqlmodel import Field, Index, SQLModel

from app.core.terms import Term
from app.models.base import enum_column, moment_column, new_id


class Audience(Term):
    """联系的对象｜With whom, as kinds of people: nobody outside the Party is recorded as a person."""

    COLLEAGUES = "colleagues", "同事"
    CLIENTS = "clients", "当事人"
    RESIDENTS = "residents", "居民"
    ENTERPRISES = "enterprises", "企业"
    PEOPLE_IN_NEED = "people_in_need", "困难群众"
    OTHER = "other", "其他"


class MassContact(SQLModel, table=True):
    """One contact of one member: with which kind of people, on what, and what came of it."""

    __tablename__ = "mass_contact"
    __table_args__ = (Index("ix_mass_contact_org_id_held_on", "org_id", "held_on"),)

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    org_id: uuid.UUID = Field(foreign_key="party_org.id")
    person_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    name: str = Field(max_length=50)
    held_on: dt.date
    audience: Audience = enum_column(Audience)
    topic: str = Field(max_length=200)
    concern: str | None = Field(default=None, max_length=300)
    outcome: str | None = Field(default=None, max_length=300)
    settled_on: dt.date | None = None
    version: int = 1
    created_at: dt.datetime = moment_column()
