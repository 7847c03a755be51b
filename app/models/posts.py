"""Who holds which post of a Party organization, over time (N29)."""

import datetime as dt
import uuid

from sqlmodel import Field, SQLModel

from app.core.terms import Term
from app.models.base import DateRange, enum_column, moment_column, new_id, period_column


class PostKind(Term):
    """职务｜The posts of a branch, general branch or committee (branch regulation, art. 20)."""

    SECRETARY = "secretary", "书记"
    DEPUTY_SECRETARY = "deputy_secretary", "副书记"
    COMMITTEE_MEMBER = "committee_member", "委员"


class Portfolio(Term):
    """委员的分工｜What a committee member is charged with (branch regulation, art. 20)."""

    ORGANIZATION = "organization", "组织"
    PUBLICITY = "publicity", "宣传"
    DISCIPLINE = "discipline", "纪检"
    UNITED_FRONT = "united_front", "统战"
    MASS_WORK = "mass_work", "群众工作"
    YOUTH = "youth", "青年"


class PostBasis(Term):
    """任职方式｜How somebody came into a post."""

    ELECTED = "elected", "选举产生"
    APPOINTED = "appointed", "上级任命"


class PostEndReason(Term):
    """任职结束的原因｜Why a post ended; always decided by a body, never by the software."""

    TERM_ENDED = "term_ended", "届满"
    RESIGNED = "resigned", "辞职"
    REASSIGNED = "reassigned", "调整"
    REMOVED = "removed", "免职"
    RELATIONSHIP_LEFT = "relationship_left", "组织关系转出"
    DECEASED = "deceased", "去世"
    ORGANIZATION_DISSOLVED = "organization_dissolved", "党组织撤销"


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
