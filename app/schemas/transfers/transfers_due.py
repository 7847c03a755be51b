"""Who is obliged to transfer, and the drafts opened for them (N08, N09)."""

import datetime as dt
import enum
import uuid
from typing import Annotated

from pydantic import Field

from app.core.lists import Page, PageQuery
from app.models.lawyers import AffiliationState
from app.models.transfers import Route, TransferState
from app.rules.transfers.placement import Destination, Ground
from app.schemas.base import Answer, Body, Reason
from app.schemas.reference.areas import AreaCode

GROUNDS = {
    Ground.FULL_TIME: "专职律师",
    Ground.SIX_MONTHS: "在所工作满六个月",
    Ground.START_UNKNOWN: "入所时间不详，计入",
}
DESTINATIONS = {
    Destination.FIRM_DECISION: "当地对该所的决定（N28）",
    Destination.FIRM_ORG: "本所党组织或联合党组织（N08）",
    Destination.AREA_DECISION: "当地对本区划的决定（N28）",
    Destination.COUNTY_ASSOCIATION: "县级律师协会党组织（N09）",
    Destination.CITY_ASSOCIATION: "市级律师协会党组织（N09）",
    Destination.COUNTY_BUREAU: "县级司法行政机关党组织（N09）",
    Destination.CITY_BUREAU: "市级司法行政机关党组织（N09）",
}


def _told(names: dict[Ground, str] | dict[Destination, str]) -> str:
    return "；".join(f"{code} {name}" for code, name in names.items())


class DueRead(Answer):
    """A Party-member lawyer who has to transfer: why, since when, and where to."""

    person_id: uuid.UUID
    name: str
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
    ground: Ground = Field(description=f"应接转的理由（N08）：{_told(GROUNDS)}｜why")
    obliged_since: dt.date | None = Field(description="自何日起应接转｜obliged since")
    due_on: dt.date | None = Field(description="应在何日前接转：入所后六个月｜six months after the start")
    overdue: bool | None = Field(description="已逾期，入所时间不详的为 null｜null where the start is unknown")
    from_org_id: uuid.UUID | None = Field(description="现所在党支部，在系统外的为 null｜null outside the registry")
    transfer_state: TransferState | None = Field(description="正在办理的接转的状态｜of an open transfer")
    to_kind: Destination | None = Field(description=f"去向的依据：{_told(DESTINATIONS)}｜null where there is none")
    to_org_id: uuid.UUID | None = Field(description="应转入的党组织；当地没有的为 null，由当地确定后登记｜where to")
    to_org_name: str | None
    to_document: str | None = Field(description="所依据的当地决定｜the local decision's document")


class DuePage(Page[DueRead]):
    """A page of lawyers who have to transfer."""


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
    """For whom drafts are opened: a firm, an area or named people."""

    firm_id: uuid.UUID | None = None
    area_code: AreaCode | None = None
    person_ids: list[uuid.UUID] | None = Field(default=None, min_length=1, max_length=200)
    reason: Reason = "党员律师将组织关系转入工作所在地党组织（2008年通知）"


class DueResult(enum.StrEnum):
    """What became of one person."""

    OPENED = "opened"
    SKIPPED = "skipped"


class DueOpened(Answer):
    """One person: the draft, or why there is none."""

    person_id: uuid.UUID
    name: str | None
    result: DueResult
    route: Route | None = None
    transfer_id: uuid.UUID | None = None
    code: str | None = Field(default=None, description="未发起的原因代码｜why not")
    message: str | None = None


class DueOpenedAll(Answer):
    """Everybody whom the call concerned."""

    opened: int = Field(description="本次新发起的草稿数｜drafts opened now")
    items: list[DueOpened]
    more: bool = Field(description="一次至多 200 人，尚有未处理的为 true，请再次提交｜more are left: call again")
