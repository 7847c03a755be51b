"""Who holds which post of a Party organization, over time (N29)."""

import datetime as dt
import enum
import uuid

from sqlmodel import Field, SQLModel

from app.models.base import DateRange, enum_column, moment_column, new_id, period_column


class PostKind(enum.StrEnum):
    """The posts of a branch, general branch or committee (branch regulation, art. 20)."""

    SECRETARY = "secretary"
    DEPUTY_SECRETARY = "deputy_secretary"
    COMMITTEE_MEMBER = "committee_member"


class Portfolio(enum.StrEnum):
    """What a committee member is charged with (branch regulation, art. 20)."""

    ORGANIZATION = "organization"
    PUBLICITY = "publicity"
    DISCIPLINE = "discipline"
    UNITED_FRONT = "united_front"
    MASS_WORK = "mass_work"
    YOUTH = "youth"


class PostBasis(enum.StrEnum):
    """How somebody came into a post."""

    ELECTED = "elected"
    APPOINTED = "appointed"


class PostEndReason(enum.StrEnum):
    """Why a post ended; always decided by a body, never by the software."""

    TERM_ENDED = "term_ended"
    RESIGNED = "resigned"
    REASSIGNED = "reassigned"
    REMOVED = "removed"
    RELATIONSHIP_LEFT = "relationship_left"
    DECEASED = "deceased"
    ORGANIZATION_DISSOLVED = "organization_dissolved"


class Post(SQLModel, table=True):
    """A post from its first to its last day.

    The database lets an organization have one secretary at a time, and a person one post of an organization at a time.
    `person_id` is empty for whoever was sent from outside and has no record here: `position` says from where.
    """

    __tablename__ = "post"

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    org_id: uuid.UUID = Field(foreign_key="party_org.id", index=True)
    kind: PostKind = enum_column(PostKind)
    portfolio: Portfolio | None = enum_column(Portfolio, nullable=True)
    person_id: uuid.UUID | None = Field(default=None, foreign_key="person.id", index=True)
    name: str = Field(max_length=50)
    position: str | None = Field(default=None, max_length=120)
    basis: PostBasis = enum_column(PostBasis)
    document: str = Field(max_length=200)
    valid_during: DateRange = period_column()
    term_ends_on: dt.date | None = None
    election_id: uuid.UUID | None = Field(default=None, foreign_key="election.id")
    end_reason: PostEndReason | None = enum_column(PostEndReason, nullable=True)
    end_document: str | None = Field(default=None, max_length=200)
    version: int = 1
    created_at: dt.datetime = moment_column()
