"""Posts of Party organizations: requests and answers (N29)."""

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from app.core.lists import Page, PageQuery
from app.models.posts import Portfolio, PostBasis, PostEndReason, PostKind
from app.rules.people.names import normalize_name
from app.schemas.base import Answer, Body, Line, Reason
from app.schemas.reference.areas import AreaCode

PersonName = Annotated[str, AfterValidator(normalize_name), Field(min_length=2, max_length=50)]

Document = Annotated[Line, Field(min_length=2, max_length=200, description="文件名和文号｜the document and its number")]


KINDS = "secretary 书记、deputy_secretary 副书记、committee_member 委员｜secretary, deputy, committee member"
PORTFOLIOS = (
    "分工：organization 组织、publicity 宣传、discipline 纪检、united_front 统战、mass_work 群众工作、youth 青年"
    "｜what the holder is charged with"
)
TermEnd = Annotated[
    dt.date | None, Field(description="本届任期届满日，不明的留空｜when the term ends; null: not known")
]


class PostCreate(Body):
    """A post that somebody holds: a first record, or an appointment from above."""

    org_id: uuid.UUID
    kind: PostKind = Field(description=KINDS)
    portfolio: Portfolio | None = Field(default=None, description=PORTFOLIOS)
    person_id: uuid.UUID | None = Field(
        default=None,
        description="党员；上级从系统外选派的留空，并填写 name 和 position｜null: sent from outside",
    )
    name: PersonName | None = Field(default=None, description="仅外派人员填写｜only of one sent from outside")
    position: Annotated[Line, StringConstraints(min_length=2, max_length=120)] | None = Field(
        default=None, description="外派人员的单位和职务｜office of one sent from outside", examples=["市司法局副局长"]
    )
    basis: PostBasis = Field(description="elected 选举产生，appointed 上级任命｜elected, or appointed from above")
    document: Document
    from_on: dt.date | None = Field(default=None, description="任职日期，空为今天｜first day; today unless given")
    term_ends_on: TermEnd = None


class PostUpdate(Body):
    """What may be filled in later; who holds which post since when does not change."""

    portfolio: Portfolio | None = Field(default=None, description=PORTFOLIOS)
    document: Document | None = None
    term_ends_on: TermEnd = None
    reason: Reason | None = None


class PostEnd(Body):
    """Why and when a post ends."""

    reason: PostEndReason = Field(
        description="term_ended 届满、resigned 辞职、reassigned 调整、removed 免职、relationship_left 组织关系转出、"
        "deceased 去世、organization_dissolved 党组织撤销｜why"
    )
    document: Document
    last_on: dt.date | None = Field(default=None, description="最后一日，空为今天｜the last day; today unless given")


class PostRead(Answer):
    """A post; held while `until_on` is null."""

    id: uuid.UUID
    org_id: uuid.UUID
    org_name: str | None
    kind: PostKind
    portfolio: Portfolio | None
    person_id: uuid.UUID | None
    name: str
    position: str | None
    basis: PostBasis
    document: str
    from_on: dt.date
    until_on: dt.date | None = Field(description="卸任之日，当日起不再任职｜the first day without the post")
    term_ends_on: dt.date | None
    election_id: uuid.UUID | None
    end_reason: PostEndReason | None
    end_document: str | None
    version: int
    created_at: dt.datetime


class PostPage(Page[PostRead]):
    """A page of posts."""


class PostQuery(PageQuery):
    """Which posts."""

    sort: Literal["-from_on", "from_on"] = "-from_on"
    org_id: uuid.UUID | None = None
    area_code: AreaCode | None = None
    person_id: uuid.UUID | None = None
    kind: Annotated[list[PostKind] | None, Field(description="可重复｜repeat for several")] = None
    in_office: Annotated[bool | None, Field(description="true：现任；false：已卸任｜held now, or no more")] = None
