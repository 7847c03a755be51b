"""Certificate letters: requests and answers."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from app.core.lists import Page, PageQuery
from app.models.certificate_letters import CertificateAction, CertificateState
from app.schemas.base import Answer, Body, Line, Reason, StepRead
from app.schemas.people.people import CivilDate


class CertificateCreate(Body):
    """The branch's proof: who is away where, why and how long."""

    member_id: uuid.UUID = Field(description="党员的 person_id｜the member's person_id")
    host_name: Annotated[Line, StringConstraints(min_length=2, max_length=120)] = Field(
        description="前往单位的党组织，即抬头｜the host, to whom the letter is addressed"
    )
    reason: Reason
    starts_on: CivilDate = Field(description="外出起始日期｜away from")
    ends_on: CivilDate = Field(description="外出结束日期，即有效期末日，不满六个月｜the last day of validity")


class IssueCertificate(Body):
    """开具证明信，编号按年连续｜Issues the letter under the next number of the year."""

    action: Literal[CertificateAction.ISSUE]


class RefuseCertificate(Body):
    """不予开具｜Refuses, for a reason."""

    action: Literal[CertificateAction.REFUSE]
    reason: Reason


class ReturnCertificate(Body):
    """返回后交回证明信｜The member is back and hands the letter in."""

    action: Literal[CertificateAction.RETURN]
    note: Annotated[Line, StringConstraints(max_length=300)] | None = Field(
        default=None, description="在外表现、参加组织生活情况｜conduct and Party life meanwhile"
    )


CertificateActionBody = Annotated[
    IssueCertificate | RefuseCertificate | ReturnCertificate, Field(discriminator="action")
]

CERTIFICATE_EXAMPLES: dict[str, Any] = {
    "issue": {"summary": "开具", "value": {"action": "issue"}},
    "refuse": {"summary": "不予开具", "value": {"action": "refuse", "reason": "外出地点固定，应接转组织关系"}},
    "return": {"summary": "交回", "value": {"action": "return", "note": "按时参加组织生活"}},
}


class CertificateLetterSummary(Answer):
    """A certificate letter in a list."""

    id: uuid.UUID
    person_id: uuid.UUID
    state: CertificateState = Field(
        description="requested 待开具；issued 已开具；returned 已交回；refused 不予开具；expired 已过期"
    )
    branch_id: uuid.UUID
    branch_name: str
    committee_id: uuid.UUID
    committee_name: str
    name: str
    sex: str
    id_masked: str
    category: str
    post: str | None = Field(description="职务（工作岗位）｜post")
    host_name: str
    reason: str
    starts_on: dt.date
    ends_on: dt.date
    serial: str | None = Field(description="编号，开具时编定｜number of the committee and year")
    issued_on: dt.date | None
    ended_on: dt.date | None = Field(description="交回或不予开具之日｜returned or refused on")
    note: str | None
    created_at: dt.datetime
    version: int


class CertificateLetterStepRead(StepRead[CertificateState, CertificateAction]):
    """One step: who did what when."""


class CertificateRead(CertificateLetterSummary):
    """A certificate letter with every step and what the caller can do now."""

    steps: list[CertificateLetterStepRead] = Field(description="每一步由谁何时办理｜every step")
    allowed_actions: list[CertificateAction] = Field(description="当前角色现在可办的｜what the caller can do now")


class CertificatePage(Page[CertificateLetterSummary]):
    """A page of certificate letters."""


class CertificateQuery(PageQuery):
    """Which certificate letters, among those in scope."""

    state: CertificateState | None = None
    person_id: uuid.UUID | None = None
    branch_id: uuid.UUID | None = None
