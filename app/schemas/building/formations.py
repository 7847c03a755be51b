"""Founding organizations in law firms: requests and answers (N23, N24)."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from pydantic import Field

from app.core.lists import Page, PageQuery
from app.core.terms import Term
from app.models.formations import FormationAction, FormationState
from app.models.lawyers import AffiliationState
from app.models.party_orgs import FoundingBasis
from app.schemas.base import Answer, Body, Reason, StepRead
from app.schemas.organizations.party_orgs import LocalDecision, OrgName
from app.schemas.organizations.posts import Document, PersonName
from app.schemas.people.people import PersonNameRead
from app.schemas.reference.areas import AreaCode

Count = Annotated[int, Field(ge=1, le=500)]


class FormationCreate(Body):
    """为提出申请的一个或几个律师事务所登记的组建。｜A proposal, entered for the firm or firms that apply."""

    firm_ids: list[uuid.UUID] = Field(
        min_length=1, max_length=5, description="一个为单独建立（N23），两个以上为联合建立（N24）｜one firm, or several"
    )
    name: OrgName
    representative: PersonName = Field(
        description="申请人：所内党员推举的代表｜whom the members sent", examples=["张三"]
    )
    parent_id: uuid.UUID | None = Field(
        default=None, description="上级党组织，空为当地律师协会党组织（N28）｜null: that of the local association"
    )
    local_decision: LocalDecision | None = None
    basis: FoundingBasis = FoundingBasis.TRANSFERRED
    reason: Reason | None = None


class ApproveFormation(Body):
    """同意设立｜The committee above replies that it agrees."""

    action: Literal[FormationAction.APPROVE]
    document: Document
    replied_on: dt.date | None = Field(default=None, description="批复日期，空为今天｜today unless given")


class RefuseFormation(Body):
    """不予同意｜The committee above refuses, with the reason."""

    action: Literal[FormationAction.REFUSE]
    reason: Reason


class RecordElection(Body):
    """登记选举结果｜The members' meeting elected its secretary."""

    action: Literal[FormationAction.RECORD_ELECTION]
    held_on: dt.date = Field(description="党员大会日期｜the day of the meeting")
    entitled: Count
    present: Count
    votes: Count = Field(description="书记得票数｜votes for the secretary")
    secretary_name: PersonName = Field(description="当选的书记｜the secretary elected", examples=["张三"])


class FoundOrganization(Body):
    """设立：进入组织树并覆盖律师事务所｜Entered in the tree, covering the firms."""

    action: Literal[FormationAction.FOUND]


class FileFormation(Body):
    """备案：组织部门收到批复和选举结果｜Reply and result are on file."""

    action: Literal[FormationAction.FILE]
    document: Document


class WithdrawFormation(Body):
    """撤回｜Withdrawn before the organization stands."""

    action: Literal[FormationAction.WITHDRAW]
    reason: Reason


FormationActionBody = Annotated[
    ApproveFormation | RefuseFormation | RecordElection | FoundOrganization | FileFormation | WithdrawFormation,
    Field(discriminator="action"),
]
FORMATION_EXAMPLES: dict[str, Any] = {
    "approve": {"summary": "同意设立", "value": {"action": "approve", "document": "律党〔2026〕12号"}},
    "refuse": {"summary": "不予同意", "value": {"action": "refuse", "reason": "党员尚未核实，请补充后重新申请"}},
    "record_election": {
        "summary": "登记选举结果",
        "value": {
            "action": "record_election",
            "held_on": "2026-11-20",
            "entitled": 4,
            "present": 4,
            "votes": 4,
            "secretary_name": "张三",
        },
    },
    "found": {"summary": "设立", "value": {"action": "found"}},
    "file": {"summary": "备案", "value": {"action": "file", "document": "组织关系备案〔2026〕3号"}},
    "withdraw": {"summary": "撤回", "value": {"action": "withdraw", "reason": "两所拟合并，暂缓设立"}},
}
"""One body for every action, as the documentation page offers them."""


class FormationSummary(Answer):
    """列表中的组建。｜A formation in a list."""

    id: uuid.UUID
    name: str = Field(description="拟设党组织名称｜the organization to be founded")
    category: str = Field(description="类别，按律师事务所和党员数确定，代码表 party_org_category｜category")
    state: FormationState
    basis: FoundingBasis
    area_code: str
    parent_id: uuid.UUID
    parent_name: str = Field(description="上级党组织｜superior")
    approver_id: uuid.UUID
    approver_name: str = Field(description="批复的基层党委｜the committee that replies")
    proposed_on: dt.date
    reply_due_on: dt.date = Field(description="批复期限（支部工作条例第六条）｜by when the committee should reply")
    reply_overdue: bool
    org_id: uuid.UUID | None = Field(
        description="设立的党组织，尚未设立的为 null｜the organization; null: not founded yet"
    )
    created_at: dt.datetime


class FormationPage(Page[FormationSummary]):
    """组建列表的一页。｜A page of formations."""


class FormationQuery(PageQuery):
    """Which formations."""

    sort: Literal["-created_at", "created_at"] = "-created_at"
    state: Annotated[
        list[FormationState] | None, Field(description="状态，可重复｜where it stands; repeat for several")
    ] = None
    area_code: AreaCode | None = None
    firm_id: uuid.UUID | None = None
    open: bool | None = Field(default=None, description="true：尚未设立的｜still open")


class FormationFirmRead(Answer):
    """一个律师事务所及提出时计入的党籍正常的正式党员。｜A firm, with the full members in normal status counted when
    it was proposed.
    """

    firm_id: uuid.UUID
    firm_name: str
    here: int = Field(description="组织关系已在覆盖本所的党组织｜already in the organization that covers the firm")
    elsewhere: int = Field(description="在本系统其他党组织｜in another organization of the registry")
    outside: int = Field(description="在系统外｜outside the registry")
    members: int = Field(description="含预备党员的党员数｜with the probationary ones")


class FormationStepRead(StepRead[FormationState, FormationAction]):
    """办理的一步：由谁何时办理。｜One step: who did what when."""


class FormationRead(FormationSummary):
    """组建及其办理过程和现在可办的步骤。｜A formation with every step and what the caller can do now."""

    representative: str = Field(description="申请人：所内党员推举的代表｜whom the members sent")
    local_decision: str | None
    reason: str | None
    replied_on: dt.date | None
    reply_document: str | None
    closing_note: str | None
    elected_on: dt.date | None = Field(description="选举日期，未选举的为 null｜elected on; null: not yet")
    entitled: int | None = Field(
        description="有选举权的应到人数，未选举的为 null｜members with the right to vote; null: no election yet"
    )
    present: int | None = Field(
        description="有选举权的实到人数，未选举的为 null｜of them present; null: no election yet"
    )
    votes: int | None = Field(description="书记得票数，未选举的为 null｜votes for the secretary; null: no election yet")
    secretary_name: str | None = Field(
        description="当选的书记，未选举的为 null｜the secretary elected; null: no election yet"
    )
    founded_on: dt.date | None = Field(description="设立日期，未设立的为 null｜founded on; null: not yet")
    filed_on: dt.date | None = Field(description="备案日期，未备案的为 null｜filed on; null: not yet")
    filing_document: str | None = Field(description="备案的文书及文号｜document of the filing")
    firms: list[FormationFirmRead] = Field(
        description="申请的律师事务所及党员人数｜the firms that apply, with their members"
    )
    steps: list[FormationStepRead]
    allowed_actions: list[FormationAction]
    version: int


class JoiningMember(Answer):
    """组建所涉律师事务所的一名党员，组织关系是否已转来。｜A member of a formation's firms, and whether the
    relationship has come.
    """

    person_id: uuid.UUID
    name: PersonNameRead
    name_key: str
    id_masked: str
    firm_id: uuid.UUID
    firm_name: str | None
    affiliation_state: AffiliationState = Field(
        description="组织关系归属，不是 in_firm_org 的须办理接转（POST /transfers）｜the others have to come"
    )
    affiliation_name: str | None
    transfer_id: uuid.UUID | None = Field(description="未办结的接转｜the open transfer")


class JoiningPage(Page[JoiningMember]):
    """组建所涉党员的一页。｜A page of members."""


class JoiningQuery(PageQuery):
    """Which members of the firms."""

    outstanding: bool | None = Field(default=None, description="true：组织关系尚未转入的｜not come yet")


class Missing(Term):
    """单独组建尚缺的条件｜What a firm still lacks for an organization of its own."""

    RELATIONSHIPS = "relationships", "组织关系待转入"
    LEAVE_JOINT_BRANCH = "leave_joint_branch", "须退出联合党支部"
    LOCAL_DECISION = "local_decision", "当地没有律师协会党组织，须由当地确定隶属关系"


class FormationCandidate(Answer):
    """正式党员足数而没有单独党组织的律师事务所（N23）。｜A firm with enough full members and without an organization
    of its own (N23).
    """

    id: uuid.UUID = Field(description="律师事务所｜the firm")
    name: str = Field(description="律师事务所名称｜name of the law firm")
    name_key: str
    area_code: str
    is_key_firm: bool
    full_members: int = Field(description="计入的正式党员数：正常党籍，专职或执业满六个月｜full members who count")
    here: int = Field(description="其中组织关系在覆盖本所的党组织｜in the organization that covers the firm")
    elsewhere: int = Field(description="在本系统其他党组织｜in another organization of the registry")
    outside: int = Field(description="在系统外｜outside the registry")
    part_time: int = Field(description="不计入：兼职未满六个月或起始日不明的正式党员｜do not count: part-time")
    probationary: int = Field(description="不计入：预备党员｜do not count: probationary")
    suspended: int = Field(description="不计入：党籍不正常的｜do not count: membership not in normal status")
    unattached: int = Field(description="政治面貌为党员而未登记组织关系的律师，请先核实｜to be cleared up first (N08)")
    covering_org_id: uuid.UUID | None = Field(
        description="现在所在的联合党支部，不在的为 null｜the joint branch it is in now; null: none"
    )
    covering_org_name: str | None = Field(description="现在所在的联合党支部｜the joint branch it is in now")
    parent_id: uuid.UUID | None = Field(
        description="按 N28 的上级党组织，当地没有的为 null｜the superior by N28; null: none there"
    )
    parent_name: str | None = Field(description="按 N28 的上级党组织：当地律师协会的｜the superior by N28")
    formation_id: uuid.UUID | None = Field(description="正在办理的组建｜the open formation")
    missing: list[Missing]


class FormationCandidatePage(Page[FormationCandidate]):
    """应建未建的律师事务所的一页。｜A page of candidates."""


class FormationCandidateQuery(PageQuery):
    """Which candidates."""

    sort: Literal["name", "-name"] = "name"
    area_code: AreaCode | None = None
    in_joint_branch: bool | None = Field(
        default=None,
        description="true：在联合党支部的（年报预警）；false：未建立党组织的｜in a joint branch, or in none",
    )
    proposed: bool | None = Field(default=None, description="是否正在组建｜whether a formation is open")
