"""Who is obliged to transfer, and the drafts opened for them (N08, N09)."""

import datetime as dt
import uuid
from typing import Annotated

from pydantic import Field

from app.core.lists import Page, PageQuery
from app.core.terms import Term
from app.models.lawyers import AffiliationState
from app.models.transfers import Route, TransferState
from app.rules.transfers.placement import Destination, Ground
from app.schemas.base import Answer, Body, Reason
from app.schemas.people.people import PersonNameRead
from app.schemas.reference.areas import AreaCode


class DueRead(Answer):
    """应接转组织关系的党员律师：理由、自何日起、应转往何处。｜A Party-member lawyer who has to transfer: why, since
    when, and where to.
    """

    person_id: uuid.UUID
    name: PersonNameRead
    name_key: str
    sex: str
    id_masked: str
    firm_id: uuid.UUID
    firm_name: str | None
    practice_type: str
    political_status: str | None
    affiliation_state: AffiliationState = Field(description="none 为无党员记录的（口袋党员）｜where it sits now")
    affiliation_name: str | None
    started_on: dt.date | None = Field(description="入所日期，null 为不详｜at the firm since, null where unknown")
    ground: Ground
    obliged_since: dt.date | None = Field(description="自何日起应接转｜obliged since")
    due_on: dt.date | None = Field(description="应在何日前接转：入所后六个月｜six months after the start")
    overdue: bool | None = Field(description="已逾期，入所时间不详的为 null｜null where the start is unknown")
    from_org_id: uuid.UUID | None = Field(description="现所在党支部，在系统外的为 null｜null outside the registry")
    transfer_state: TransferState | None = Field(
        description="正在办理的接转的状态，没有的为 null｜state of an open transfer; null: none"
    )
    to_kind: Destination | None = Field(
        description="去向的依据，没有去向的为 null｜what the destination rests on; null: there is none"
    )
    to_org_id: uuid.UUID | None = Field(description="应转入的党组织；当地没有的为 null，由当地确定后登记｜where to")
    to_org_name: str | None = Field(description="应转入的党组织的名称｜name of the organization to go to")
    to_document: str | None = Field(description="所依据的当地决定｜the local decision's document")


class DuePage(Page[DueRead]):
    """应接转名单的一页。｜A page of lawyers who have to transfer."""


class DueQuery(PageQuery):
    """Which of them; those with an open transfer are shown apart."""

    firm_id: uuid.UUID | None = None
    area_code: AreaCode | None = None
    org_id: Annotated[
        uuid.UUID | None, Field(description="应转入或现所在的党组织｜the organization they go to or sit in")
    ] = None
    overdue: Annotated[bool | None, Field(description="是否逾期｜time is up")] = None
    in_transfer: Annotated[bool, Field(description="true：只看正在办理接转的｜those with an open transfer instead")] = (
        False
    )


class DueOpen(Body):
    """为谁发起草稿：一个律师事务所、一个区划或一份名单。｜For whom drafts are opened: a firm, an area or named
    people.
    """

    firm_id: uuid.UUID | None = None
    area_code: AreaCode | None = None
    person_ids: list[uuid.UUID] | None = Field(
        default=None, min_length=1, max_length=200, description="党员律师的 person_id｜the lawyers, by person_id"
    )
    reason: Reason = "党员律师将组织关系转入工作所在地党组织（2008年通知）"


class DueResult(Term):
    """结果｜What became of one person."""

    OPENED = "opened", "已发起"
    SKIPPED = "skipped", "未发起"


class DueOpened(Answer):
    """一人的结果：草稿，或未发起的原因。｜One person: the draft, or why there is none."""

    person_id: uuid.UUID
    name: str | None = Field(
        description="姓名，不在应接转名单内的为 null｜the person's name; null: not obliged to transfer"
    )
    result: DueResult
    route: Route | None = Field(
        default=None, description="草稿的接转方式，未发起的为 null｜how the draft travels; null: none"
    )
    transfer_id: uuid.UUID | None = Field(
        default=None, description="新发起的草稿，未发起的为 null｜the draft; null: none"
    )
    code: str | None = Field(default=None, description="未发起的原因代码｜why not")
    message: str | None = Field(
        default=None, description="未发起的原因和办法，已发起的为 null｜why not, and the remedy; null: opened"
    )


class DueOpenedAll(Answer):
    """所涉全部人员的结果。｜Everybody whom the call concerned."""

    opened: int = Field(description="本次新发起的草稿数｜drafts opened now")
    items: list[DueOpened] = Field(description="逐人的结果｜person by person")
    more: bool = Field(description="一次至多 200 人，尚有未处理的为 true，请再次提交｜more are left: call again")
