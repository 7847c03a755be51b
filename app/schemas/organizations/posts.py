"""Posts of Party organizations: requests and answers (N29)."""

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from app.core.lists import Page, PageQuery
from app.models.posts import Portfolio, PostBasis, PostEndReason, PostKind
from app.rules.people.names import normalize_name
from app.schemas.base import Answer, Body, Line, Reason
from app.schemas.people.people import PersonNameRead
from app.schemas.reference.areas import AreaCode

PersonName = Annotated[str, AfterValidator(normalize_name), Field(min_length=2, max_length=50)]

Document = Annotated[Line, Field(min_length=2, max_length=200, description="文件名和文号｜the document and its number")]

TermEnd = Annotated[
    dt.date | None, Field(description="本届任期届满日，不明的留空｜when the term ends; null: not known")
]


class PostCreate(Body):
    """一项任职：首次登记，或上级任命。｜A post that somebody holds: a first record, or an appointment from above."""

    org_id: uuid.UUID
    kind: PostKind
    portfolio: Portfolio | None = None
    person_id: uuid.UUID | None = Field(
        default=None,
        description="党员；上级从系统外选派的留空，并填写 name 和 position｜null: sent from outside",
    )
    name: PersonName | None = Field(default=None, description="仅外派人员填写｜only of one sent from outside")
    position: Annotated[Line, StringConstraints(min_length=2, max_length=120)] | None = Field(
        default=None, description="外派人员的单位和职务｜office of one sent from outside", examples=["市司法局副局长"]
    )
    basis: PostBasis
    document: Document
    from_on: dt.date | None = Field(default=None, description="任职日期，空为今天｜first day; today unless given")
    term_ends_on: TermEnd = None


class PostUpdate(Body):
    """可以补填的内容；何人自何日任何职不能改。｜What may be filled in later; who holds which post since when does not
    change.
    """

    portfolio: Portfolio | None = None
    document: Document | None = None
    term_ends_on: TermEnd = None
    reason: Reason | None = None


class PostEnd(Body):
    """任职何时因何结束。｜Why and when a post ends."""

    reason: PostEndReason
    document: Document
    last_on: dt.date | None = Field(default=None, description="最后一日，空为今天｜the last day; today unless given")


class PostRead(Answer):
    """一项任职，卸任日期为 null 的在任。｜A post; held while `until_on` is null."""

    id: uuid.UUID
    org_id: uuid.UUID
    org_name: str | None
    kind: PostKind
    portfolio: Portfolio | None = Field(
        description="委员的分工，没有的为 null｜what a committee member is charged with; null: nothing"
    )
    person_id: uuid.UUID | None = Field(
        description="党员，上级从系统外选派的为 null｜the member; null: sent from outside"
    )
    name: PersonNameRead
    position: str | None = Field(
        description="外派人员的单位和职务，不是外派的为 null｜office of one sent from outside; null: a member here"
    )
    basis: PostBasis
    document: str
    from_on: dt.date = Field(description="任职日期｜in office from")
    until_on: dt.date | None = Field(description="卸任之日，当日起不再任职｜the first day without the post")
    term_ends_on: dt.date | None
    election_id: uuid.UUID | None = Field(
        description="由其产生的换届，不是的为 null｜the election that gave the post; null: none"
    )
    end_reason: PostEndReason | None = Field(
        description="任职结束的原因，在任的为 null｜why the post ended; null: in office"
    )
    end_document: str | None = Field(
        description="卸任的文书及文号，在任的为 null｜document of the end; null: in office"
    )
    version: int
    created_at: dt.datetime


class PostPage(Page[PostRead]):
    """任职列表的一页。｜A page of posts."""


class PostQuery(PageQuery):
    """Which posts."""

    sort: Literal["-from_on", "from_on"] = "-from_on"
    org_id: uuid.UUID | None = None
    area_code: AreaCode | None = None
    person_id: uuid.UUID | None = None
    kind: Annotated[list[PostKind] | None, Field(description="职务，可重复｜the post; repeat for several")] = None
    in_office: Annotated[bool | None, Field(description="true：现任；false：已卸任｜held now, or no more")] = None
