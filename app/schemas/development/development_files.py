"""Development files: requests and answers."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from app.core.lists import Page, PageQuery
from app.models.development_files import FileAction, FileState, Material, MaterialOutcome
from app.schemas.base import Answer, Body, Line, Reason, StepRead
from app.schemas.people.people import CivilDate, IdentityNumber, PersonName, PersonNameRead
from app.schemas.reference.codes import code_field, known_code
from app.workflows.development_file import LAST, STEPS, FileBody

Note = Annotated[Line, StringConstraints(max_length=300), Field(description="附言｜a note kept with the entry")]
On = Annotated[CivilDate | None, Field(description="办理日期，不填为当日｜today unless given")]
Stage = Annotated[
    str, known_code("development_stage"), code_field("development_stage", "发展阶段｜stage of development")
]
_STEPS = "、".join(f"{step.number} {step.name}" for step in STEPS.values())
FullMembers = Annotated[list[uuid.UUID], Field(max_length=10, description="正式党员的 person_id｜full members")]


class PastStep(Body):
    """建档之前已完成、据纸质材料登记的一步。｜A step done before the file was opened here, known from paper."""

    step: int = Field(ge=1, le=LAST, description="第几步（1 至 25）｜number of the step")
    on: CivilDate = Field(description="完成日期｜done on")


class DevelopmentFileCreate(Body):
    """在本支部建立的档案，尚无记录的填写最少的信息。｜A file to be opened at the own branch: of somebody on record,
    or with the least data of somebody who is not.
    """

    person_id: uuid.UUID | None = Field(default=None, description="律师或预备党员的 person_id｜of a lawyer or member")
    id_number: IdentityNumber | None = None
    name: PersonName | None = None
    birth_date: CivilDate | None = Field(default=None, description="档案出生日期，空为与身份证号一致｜if it differs")
    history: Annotated[
        list[PastStep],
        Field(
            min_length=1,
            max_length=22,
            description="已完成的步骤，从第1步（递交入党申请书）起逐步填写｜steps done so far, from the application on",
            examples=[[{"step": 1, "on": "2026-11-02"}]],
        ),
    ]


class CompleteStep(Body):
    """完成下一步；第17步批准后成为预备党员，第24步批准后转正｜The next step; 17 admits, 24 makes a full member."""

    action: Literal[FileAction.COMPLETE]
    step: int = Field(ge=1, le=LAST, description=f"{_STEPS}｜the step that is done")
    on: On = None
    mentors: FullMembers | None = Field(
        default=None, description="培养联系人，正式党员的 person_id｜the mentors, full members by person_id"
    )
    sponsors: FullMembers | None = Field(
        default=None, description="入党介绍人，正式党员的 person_id｜the sponsors, full members by person_id"
    )
    course_days: int | None = Field(default=None, ge=0, le=365, description="集中培训天数｜days of the course")
    course_hours: int | None = Field(default=None, ge=0, le=2000, description="集中培训学时｜hours of the course")
    special_reason: Note | None = Field(
        default=None,
        description="超过三个月审批的特殊情况（不超过六个月）｜why the approval took longer than three months",
    )
    document: Annotated[Line | None, Field(max_length=200, description="文书及文号｜the document")] = None
    note: Note | None = None


class ReviewActivist(Body):
    """入党积极分子的半年考察｜The half-yearly review of an activist."""

    action: Literal[FileAction.REVIEW]
    on: On = None
    note: Reason = Field(description="考察情况和意见｜what the review found")


class DiscussAgain(Body):
    """支部大会重新讨论接收（审批超期或退回）｜The branch meeting discusses the admission anew."""

    action: Literal[FileAction.DISCUSS_AGAIN]
    reason: Reason


class ExtendProbation(Body):
    """延长预备期一次｜The probation is extended, once."""

    action: Literal[FileAction.EXTEND_PROBATION]
    months: int = Field(ge=1, le=60, description="延长的月数，6至12｜months")
    on: On = None
    document: Annotated[Line, StringConstraints(min_length=2, max_length=200)]


class PostponeDiscussion(Body):
    """转入的预备党员，推迟讨论转正｜After a transfer the discussion is postponed."""

    action: Literal[FileAction.POSTPONE_DISCUSSION]
    until: CivilDate = Field(description="推迟至｜postponed until")
    reason: Reason


class EndFile(Body):
    """终止培养；预备党员须由党籍处置决定｜Ends the file; of a probationary member a decision does."""

    action: Literal[FileAction.END]
    reason: Reason


class BeginMove(Body):
    """工作单位变动，培养关系转往另一党支部｜The person changes unit; the file goes to another branch."""

    action: Literal[FileAction.BEGIN_MOVE]
    to_org_id: uuid.UUID = Field(description="接收党支部，见党组织名录｜from the directory")
    reason: Reason


class CallOffMove(Body):
    """取消转出｜The file stays."""

    action: Literal[FileAction.CALL_OFF_MOVE]
    reason: Reason


class HandOver(Body):
    """移交一项材料｜One material handed over."""

    action: Literal[FileAction.HAND_OVER]
    material: Material
    note: Note | None = None


class CheckMaterial(Body):
    """核对收到一项材料｜One material received and checked."""

    action: Literal[FileAction.CHECK]
    material: Material
    note: Note | None = None


class RecordMissing(Body):
    """登记一项材料缺失及原因｜One material is missing, for a reason."""

    action: Literal[FileAction.RECORD_MISSING]
    material: Material
    reason: Reason


class TakeOver(Body):
    """材料逐项核对后接收，培养时间连续计算｜The file is taken over; training time goes on counting."""

    action: Literal[FileAction.TAKE_OVER]


FileActionBody = Annotated[
    CompleteStep
    | ReviewActivist
    | DiscussAgain
    | ExtendProbation
    | PostponeDiscussion
    | EndFile
    | BeginMove
    | CallOffMove
    | HandOver
    | CheckMaterial
    | RecordMissing
    | TakeOver,
    Field(discriminator="action"),
]

_SOMEBODY = "00000000-0000-4000-8000-000000000000"
ACTION_EXAMPLES: dict[str, Any] = {
    "complete": {"summary": "完成第2步：派人谈话", "value": {"action": "complete", "step": 2}},
    "mentors": {
        "summary": "完成第5步：指定培养联系人",
        "value": {"action": "complete", "step": 5, "mentors": [_SOMEBODY]},
    },
    "review": {"summary": "半年考察", "value": {"action": "review", "note": "按时汇报思想，表现良好"}},
    "begin_move": {
        "summary": "转出培养关系",
        "value": {"action": "begin_move", "to_org_id": _SOMEBODY, "reason": "调往另一律师事务所"},
    },
    "hand_over": {"summary": "移交材料", "value": {"action": "hand_over", "material": "application"}},
    "check": {"summary": "核对收到", "value": {"action": "check", "material": "application"}},
    "record_missing": {
        "summary": "登记缺失",
        "value": {"action": "record_missing", "material": "thought_reports", "reason": "原单位未留存"},
    },
    "extend_probation": {
        "summary": "延长预备期",
        "value": {"action": "extend_probation", "months": 6, "document": "成律党〔2026〕20号"},
    },
}


class DevelopmentFileSummary(Answer):
    """列表中的发展党员档案。｜A file in a list."""

    id: uuid.UUID
    person_id: uuid.UUID | None = Field(description="律师或党员，尚无记录的为 null｜null: on no record yet")
    name: PersonNameRead
    id_masked: str
    org_id: uuid.UUID = Field(description="所在党支部｜the branch that keeps the file")
    org_name: str = Field(description="所在党支部｜the branch")
    state: FileState
    stage: str = Field(description="发展阶段，代码表 development_stage｜stage, by code")
    step: int = Field(description="已完成的步骤｜the last step that is done")
    moving_to_id: uuid.UUID | None = Field(
        description="正在转往的党支部，不在转出的为 null｜the branch to which the file goes; null: none"
    )
    moving_to_name: str | None = Field(description="正在转往的党支部｜the branch to which the file goes")
    probation_until: dt.date | None = Field(
        description="预备期满之日，不是预备党员的为 null｜probation ends on; null: no probationary member"
    )
    created_at: dt.datetime


class DevelopmentFilePage(Page[DevelopmentFileSummary]):
    """发展党员档案列表的一页。｜A page of files."""


class NextStep(Answer):
    """下一步是什么、由谁办理、最早和最晚何时。｜What comes next, whose it is, from when and until when."""

    step: int = Field(description="第几步（1 至 25）｜number of the step")
    name: str = Field(description="步骤名称｜name of the step")
    english: str = Field(description="步骤的英文名称｜its name in English")
    phase: str = Field(description="所属阶段｜the phase it belongs to")
    by: FileBody
    earliest_on: dt.date | None = Field(description="最早日期｜not before")
    due_on: dt.date | None = Field(description="期限｜due by")
    overdue: bool = Field(description="已过期限｜past the day it was due")


class DevelopmentStepRead(Answer):
    """25 步之一及最近一次完成的日期。｜One of the 25 steps, with the day on which it was last done."""

    step: int = Field(description="第几步（1 至 25）｜number of the step")
    name: str = Field(description="步骤名称｜name of the step")
    english: str = Field(description="步骤的英文名称｜its name in English")
    phase: str = Field(description="所属阶段｜the phase it belongs to")
    by: FileBody
    done_on: dt.date | None = Field(description="最近一次完成的日期，未完成的为 null｜done last on; null: not done")


class EntryRead(StepRead[FileState, FileAction]):
    """一条办理记录：何时由谁办理了什么。｜What was done on the file, by whom and when."""

    step: int | None = Field(description="完成的步骤（1 至 25），其他办理事项为 null｜which of the 25, if one was done")
    done_on: dt.date = Field(description="实际办理日期｜the day on which it was done")
    facts: dict[str, Any] = Field(description="该步填写的内容｜what the step says")


class MaterialRead(Answer):
    """一项材料：现在是否应有、移交核对到哪一步。｜One material: whether this file must have it by now, and how far
    its hand-over has come.
    """

    material: Material
    name: str = Field(description="材料名称｜name of the material")
    expected: bool = Field(description="到这一步应有｜the file must have it by now")
    handed_over_on: dt.date | None = Field(description="移交日期，未移交的为 null｜handed over on; null: not yet")
    handed_over_by: str | None = Field(description="移交的党支部｜the branch that handed it over")
    outcome: MaterialOutcome | None = Field(
        description="核对结果，未核对的为 null｜what the receiver found; null: not checked yet"
    )
    checked_on: dt.date | None = Field(description="核对日期，未核对的为 null｜checked on; null: not yet")
    checked_by: str | None = Field(description="核对的党支部｜the branch that checked it")
    note: str | None


class DevelopmentFileRead(DevelopmentFileSummary):
    """发展党员档案：步骤和日期、下一步，以及移交中的材料。｜A file: its step, its dates, what is next, and the
    materials of the move under way.
    """

    birth_date: dt.date
    committee_id: uuid.UUID | None = Field(description="上级党委，没有的为 null｜the committee above; null: none")
    committee_name: str | None = Field(description="上级党委｜the committee above")
    activist_on: dt.date | None = Field(
        description="确定为入党积极分子之日，培养时间自此连续计算｜training counts from"
    )
    last_review_on: dt.date | None = Field(description="上次考察日期，未考察过的为 null｜last reviewed on; null: never")
    review_due_on: dt.date | None = Field(description="下次考察期限｜when the next review is due")
    review_overdue: bool
    extended_months: int | None = Field(
        description="预备期延长的月数，未延长的为 null｜months by which the probation was extended; null: not"
    )
    postponed_until: dt.date | None = Field(
        description="讨论转正推迟至，未推迟的为 null｜discussion postponed until; null: not"
    )
    arrived_on: dt.date | None = Field(description="转入本支部之日｜came by transfer on")
    transfer_id: uuid.UUID | None = Field(description="正在办理的组织关系接转｜the member's transfer under way")
    closing_note: str | None
    next: NextStep | None = Field(description="下一步，没有的为 null｜what comes next; null: nothing more to do")
    steps: list[DevelopmentStepRead] = Field(
        description="25 步，各在何时完成、由谁办理｜the 25 steps, when done and whose"
    )
    entries: list[EntryRead] = Field(
        description="办理记录，接收方接收后可见｜the receiver sees them once it has the file"
    )
    materials: list[MaterialRead] = Field(
        description="八项材料及移交核对情况｜the eight materials, and how far their hand-over has come"
    )
    allowed_actions: list[FileAction]
    version: int


class DevelopmentFileQuery(PageQuery):
    """Which files."""

    q: Annotated[str | None, Field(min_length=1, max_length=50, description="姓名前缀｜prefix of the name")] = None
    org_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None
    state: FileState | None = None
    stage: Stage | None = None
    moving: Annotated[bool | None, Field(description="正在转往另一党支部的｜on the way to another branch")] = None
