"""Certificate letters: requests and answers."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from app.core.lists import Page, PageQuery
from app.models.certificate_letters import CertificateAction, CertificateState
from app.schemas.base import Answer, Body, Line, Reason, StepRead
from app.schemas.people.people import CivilDate, MemberCategoryRead, PersonNameRead


class CertificateCreate(Body):
    """党支部的证明：何人因何事去何处、多久。｜The branch's proof: who is away where, why and how long."""

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
    """列表中的证明信。｜A certificate letter in a list."""

    id: uuid.UUID
    person_id: uuid.UUID
    state: CertificateState
    branch_id: uuid.UUID
    branch_name: str = Field(description="证明的党支部｜the branch that proves it")
    committee_id: uuid.UUID
    committee_name: str = Field(description="开具的基层党委｜the committee that issues it")
    name: PersonNameRead
    sex: str
    id_masked: str
    category: MemberCategoryRead
    post: str | None = Field(description="职务（工作岗位）｜post")
    host_name: str = Field(description="前往单位的党组织，即抬头｜the host, to whom the letter is addressed")
    reason: str
    starts_on: dt.date = Field(description="外出起始日期｜away from this day on")
    ends_on: dt.date = Field(description="外出结束日期，即有效期末日｜the last day of validity")
    serial: str | None = Field(description="编号，开具时编定｜number of the committee and year")
    issued_on: dt.date | None
    ended_on: dt.date | None = Field(description="交回或不予开具之日｜returned or refused on")
    note: str | None = Field(
        description="交回时登记的在外表现，或不予开具的理由｜conduct meanwhile, or why it was refused"
    )
    created_at: dt.datetime
    version: int


class CertificateLetterStepRead(StepRead[CertificateState, CertificateAction]):
    """办理的一步：由谁何时办理。｜One step: who did what when."""


class CertificateRead(CertificateLetterSummary):
    """证明信及其办理过程和现在可办的步骤。｜A certificate letter with every step and what the caller can do now."""

    steps: list[CertificateLetterStepRead]
    allowed_actions: list[CertificateAction]


class CertificatePage(Page[CertificateLetterSummary]):
    """证明信列表的一页。｜A page of certificate letters."""


class CertificateQuery(PageQuery):
    """Which certificate letters, among those in scope."""

    state: CertificateState | None = None
    person_id: uuid.UUID | None = None
    branch_id: uuid.UUID | None = None
