"""Transfers as they are asked for, acted on and answered."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from app.core.lists import Page, PageQuery
from app.core.terms import Term
from app.models.transfers import RejectionCode, Route, TransferAction, TransferState
from app.schemas.base import Answer, Body, Line, Reason, StepRead
from app.schemas.people.contacts import Phone
from app.schemas.people.people import CivilDate
from app.schemas.transfers.papers import (
    BulkSnapshotRead,
    Month,
    OutsideOrg,
    PaperLetterBody,
    PaperLetterRead,
    PaperReceiptRead,
    ScanDigest,
    SnapshotRead,
)

Note = Annotated[Line, StringConstraints(max_length=300), Field(description="附言，记入办理过程｜kept with the step")]
ValidDays = Annotated[
    int, Field(ge=1, le=999, description="介绍信有效期（天），最长 90 天｜validity in days", examples=[60])
]


class TransferCreate(Body):
    """先存为草稿的接转：由党员本人或转出党支部发起，由系统外转入的由接收党委登记；填写哪些字段依接转方式而定，
    不属于该方式的不受理。｜A transfer to be opened as a draft: by the member or the from-branch, an incoming one by
    the receiving committee. Which fields belong to it depends on the route; one that belongs to another route is
    refused.
    """

    member_id: uuid.UUID | None = Field(
        default=None, description="党员的 person_id；转入尚无党员信息的，填律师的或不填｜a person_id"
    )
    route: Route = Field(
        description="internal 同一党委内；letter 凭介绍信，两个党委之间；"
        "outgoing 转往系统外；incoming 由系统外转入；bulk 党组织整建制转移｜how it travels"
    )
    from_org_id: uuid.UUID | None = Field(
        default=None, description="整建制转移的党组织，只在 bulk 填写｜the organization that moves, for bulk alone"
    )
    to_org_id: uuid.UUID | None = Field(
        default=None, description="转入党组织，outgoing 不填｜where to, from the directory"
    )
    to_outside: OutsideOrg | None = Field(default=None, description="只在 outgoing 填写｜for outgoing alone")
    letter: PaperLetterBody | None = Field(
        default=None,
        description="纸质介绍信，只在 incoming 填写；可在提交前再登记｜for incoming alone, here or before submission",
    )
    reason: Reason
    dues_paid_to: Month | None = Field(default=None, description="incoming 以介绍信所载为准，不填｜not for incoming")


class SubmitAction(Body):
    """提交：固定四方党组织和介绍信内容｜Freezes the four bodies and the letter's facts."""

    action: Literal[TransferAction.SUBMIT]
    dues_paid_to: Month | None = None


class AgreeAction(Body):
    """转出党支部同意｜The from-branch agrees."""

    action: Literal[TransferAction.AGREE]


class IssueLetterAction(Body):
    """开具介绍信，编号按年连续｜Issues the letter under the next number of the year."""

    action: Literal[TransferAction.ISSUE_LETTER]
    valid_days: ValidDays
    dues_paid_to: Month | None = None


class DispatchAction(Body):
    """发出介绍信｜Sends the letter on its way."""

    action: Literal[TransferAction.DISPATCH]


class AcceptAction(Body):
    """接收并编入党支部：组织关系自接收日起变更｜The relationship changes here and nowhere else."""

    action: Literal[TransferAction.ACCEPT]
    to_branch_id: uuid.UUID | None = Field(
        default=None,
        description="编入的党支部，须属接收党委；整建制转移不填｜a branch under the receiving committee",
    )
    accepted_on: dt.date | None = Field(default=None, description="接收日期，不填为当日｜today unless given")


class SendReceiptAction(Body):
    """签发回执｜Signs and sends the receipt."""

    action: Literal[TransferAction.SEND_RECEIPT]
    handler_name: Annotated[
        Line, StringConstraints(min_length=1, max_length=20), Field(description="经办人｜who handles it")
    ]
    handler_phone: Phone | None = None


class ConfirmReceiptAction(Body):
    """验证回执并办结｜Verifies the receipt and closes the transfer."""

    action: Literal[TransferAction.CONFIRM_RECEIPT]


class EnterReceiptAction(Body):
    """纸质回执收回：组织关系自对方接收之日起转出，本件办结｜The paper came back: only now the relationship leaves."""

    action: Literal[TransferAction.ENTER_RECEIPT]
    received_on: CivilDate = Field(description="回执所载接收日期｜the day of reception on the slip")
    addressee: Annotated[
        Line,
        StringConstraints(min_length=2, max_length=120),
        Field(description="回执抬头｜to whom the slip is addressed"),
    ]
    handler_name: Annotated[
        Line,
        StringConstraints(min_length=1, max_length=20),
        Field(description="回执所载经办人｜the handler on the slip"),
    ]
    scan_sha256: ScanDigest


class DispatchReceiptAction(Body):
    """回执联已寄送，本件办结｜The slip was sent on paper: closes an incoming transfer."""

    action: Literal[TransferAction.DISPATCH_RECEIPT]
    note: Annotated[
        Line,
        StringConstraints(min_length=2, max_length=300),
        Field(description="寄送方式和单号｜how it was sent", examples=["机要邮寄"]),
    ]


class WithdrawAction(Body):
    """撤回申请｜Withdraws before there is a letter."""

    action: Literal[TransferAction.WITHDRAW]
    note: Note | None = None


class ReturnAction(Body):
    """退回修改，介绍信随之作废｜Returned for correction; a letter becomes void."""

    action: Literal[TransferAction.RETURN]
    reason: Reason


class RejectAction(Body):
    """不予接收，须有规定的理由｜Refuses, for a coded cause."""

    action: Literal[TransferAction.REJECT]
    code: RejectionCode
    note: Note | None = None


class RevokeAction(Body):
    """撤销介绍信｜The issuer takes the letter back."""

    action: Literal[TransferAction.REVOKE]
    note: Note | None = None


class ReportLostAction(Body):
    """介绍信遗失：原信作废，另开新信｜The lost letter becomes void, a new one is issued."""

    action: Literal[TransferAction.REPORT_LOST]
    valid_days: ValidDays | None = None
    dues_paid_to: Month | None = None
    note: Note | None = None


class ReissueAction(Body):
    """重新开具：原信作废，另编新号｜The old letter becomes void, a new one gets a new number."""

    action: Literal[TransferAction.REISSUE]
    valid_days: ValidDays
    dues_paid_to: Month | None = None
    note: Note | None = None


ActionBody = Annotated[
    SubmitAction
    | AgreeAction
    | IssueLetterAction
    | DispatchAction
    | AcceptAction
    | SendReceiptAction
    | ConfirmReceiptAction
    | EnterReceiptAction
    | DispatchReceiptAction
    | WithdrawAction
    | ReturnAction
    | RejectAction
    | RevokeAction
    | ReportLostAction
    | ReissueAction,
    Field(discriminator="action"),
]

ACTION_EXAMPLES: dict[str, Any] = {
    "submit": {"summary": "提交", "value": {"action": "submit"}},
    "agree": {"summary": "转出党支部同意", "value": {"action": "agree"}},
    "issue_letter": {"summary": "开具介绍信", "value": {"action": "issue_letter", "valid_days": 60}},
    "dispatch": {"summary": "发出介绍信", "value": {"action": "dispatch"}},
    "accept": {
        "summary": "接收（to_branch_id 换成本党委的党支部）",
        "value": {"action": "accept", "to_branch_id": "00000000-0000-4000-8000-000000000000"},
    },
    "send_receipt": {
        "summary": "签发回执",
        "value": {"action": "send_receipt", "handler_name": "李四", "handler_phone": "02800000000"},
    },
    "confirm_receipt": {"summary": "确认回执，办结", "value": {"action": "confirm_receipt"}},
    "enter_receipt": {
        "summary": "纸质回执收回（转往系统外）",
        "value": {
            "action": "enter_receipt",
            "received_on": "2026-11-20",
            "addressee": "中共成都市律师行业委员会",
            "handler_name": "王五",
            "scan_sha256": "0" * 64,
        },
    },
    "dispatch_receipt": {
        "summary": "回执联已寄送（由系统外转入）",
        "value": {"action": "dispatch_receipt", "note": "机要邮寄"},
    },
    "withdraw": {"summary": "撤回", "value": {"action": "withdraw"}},
    "return": {"summary": "退回修改", "value": {"action": "return", "reason": "转入党组织填写有误"}},
    "reject": {"summary": "不予接收", "value": {"action": "reject", "code": "wrong_addressee", "note": "抬头不符"}},
    "revoke": {"summary": "撤销介绍信", "value": {"action": "revoke", "note": "本人不再调动"}},
    "report_lost": {"summary": "遗失补开", "value": {"action": "report_lost"}},
    "reissue": {"summary": "过期重开", "value": {"action": "reissue", "valid_days": 30}},
}
"""One body for every action, as the documentation page offers them."""


class TransferSummary(Answer):
    """列表中的接转。｜A transfer in a list."""

    id: uuid.UUID
    person_id: uuid.UUID | None = Field(
        description="由系统外转入、尚无记录的，接收前为 null｜null until somebody new is accepted"
    )
    name: str = Field(
        description="姓名；整建制转移的为党组织名称｜name, of the organization for bulk", examples=["张三"]
    )
    id_masked: str
    bulk_id: uuid.UUID | None = Field(description="随哪一件整建制转移办理｜goes with this transfer of an organization")
    route: Route
    state: TransferState
    from_org_id: uuid.UUID | None = Field(description="转出方在系统外的为 null｜null outside the registry")
    from_org_name: str = Field(description="转出党支部｜the from-branch")
    from_committee_id: uuid.UUID | None = Field(description="转出党委，提交时固定｜frozen at submission")
    from_committee_name: str | None
    to_org_id: uuid.UUID | None = Field(description="转入方在系统外的为 null｜null outside the registry")
    to_org_name: str = Field(description="转入党组织｜where to")
    to_committee_id: uuid.UUID | None = Field(description="接收党委，提交时固定｜frozen at submission")
    to_committee_name: str | None
    letter_serial: str | None = Field(description="有效介绍信的编号｜the letter's number, unless void")
    letter_expires_on: dt.date | None = Field(description="介绍信有效至｜the letter's last day")
    submitted_on: dt.date | None
    accepted_on: dt.date | None = Field(
        description="接收日期，组织关系自此变更；未接收的为 null｜the relationship changed on; null: not yet"
    )
    created_at: dt.datetime


class TransferPage(Page[TransferSummary]):
    """接转列表的一页。｜A page of transfers."""


class HopRead(StepRead[TransferState, TransferAction]):
    """办理的一步：由谁何时办理，此前等待多久。｜One step: who did what when, and how long it had waited."""

    held_seconds: int = Field(description="这一步之前等待的秒数｜seconds since the step before")


class LetterRead(Answer):
    """本件开具过的一份介绍信，含作废的。｜A letter of introduction of this transfer, void ones included."""

    serial: str = Field(description="介绍信编号｜number of the letter", examples=["2026001"])
    issued_on: dt.date
    valid_days: int
    expires_on: dt.date = Field(description="有效期末日｜the last day of validity")
    dues_paid_to: str = Field(examples=["2026-10"])
    void_on: dt.date | None
    void_reason: str | None


class TransferRead(TransferSummary):
    """接转：双方、办理过程、现在可办的步骤和各项期限。｜A transfer with both sides, every step, what the caller can
    do now, and the dates that are due.
    """

    reason: str
    dues_paid_to: str | None = Field(examples=["2026-10"])
    outside_address: str | None = Field(description="系统外党组织的地址｜of the body outside")
    outside_area_code: str | None = Field(
        description="系统外党组织所在区划，没有的为 null｜area of the body outside; null: none"
    )
    dispatched_on: dt.date | None = Field(description="介绍信发出之日｜when the letter was dispatched")
    from_issuer_id: uuid.UUID | None = Field(
        description="开具介绍信的党委，系统外的为 null｜the committee that issues the letter; null: outside"
    )
    from_issuer_name: str | None = Field(description="开具介绍信的党委｜the committee that issues the letter")
    to_issuer_id: uuid.UUID | None = Field(
        description="介绍信抬头的党委，系统外的为 null｜the letter's addressee; null: outside"
    )
    to_issuer_name: str | None = Field(description="介绍信抬头｜the letter's addressee")
    to_branch_id: uuid.UUID | None = Field(
        description="接收后编入的党支部，未接收的为 null｜the branch that the member joined; null: not yet"
    )
    to_branch_name: str | None = Field(description="接收后编入的党支部｜the branch that the member joined")
    rejection_code: RejectionCode | None = Field(
        description="不予接收的理由，没有的为 null｜why it was refused; null: it was not"
    )
    closing_note: str | None = Field(description="退回、不予接收、撤销、撤回的说明｜why it was turned back or ended")
    snapshot: SnapshotRead | BulkSnapshotRead | None = Field(description="提交时的介绍信内容或名册｜as of submission")
    paper_letter: PaperLetterRead | None = Field(description="由系统外转入所凭的纸质介绍信｜for incoming alone")
    paper_receipt: PaperReceiptRead | None = Field(description="收回的纸质回执｜for outgoing alone")
    hops: list[HopRead] = Field(description="办理过程｜every step")
    letters: list[LetterRead] = Field(description="开具过的介绍信，最新的在前｜newest first")
    allowed_actions: list[TransferAction]
    decision_due_on: dt.date | None = Field(description="答复期限｜by when the body that holds it should decide")
    decision_overdue: bool = Field(description="已过答复期限｜past that day")
    receipt_due_on: dt.date | None = Field(
        description="回执期限：接收后一个月内；转往系统外的，自发信起算｜a month after acceptance, or after dispatch"
    )
    receipt_overdue: bool = Field(description="已过期限而回执未发出｜due, and still not sent")
    version: int


class TransferSort(Term):
    """排序｜The order of a list."""

    NEWEST = "-created_at", "新的在前"
    OLDEST = "created_at", "旧的在前"


class Side(Term):
    """本党组织是哪一方｜On which side the caller's own organization stands."""

    FROM = "from", "转出方"
    TO = "to", "接收方"


class TransferQuery(PageQuery):
    """Which transfers, among those in scope."""

    sort: TransferSort = TransferSort.NEWEST
    state: Annotated[list[TransferState] | None, Field(description="状态，可重复｜repeat for several")] = None
    route: Route | None = None
    side: Annotated[
        Side | None,
        Field(description="本党组织是转出方（党支部或党委）还是接收党委｜the own organization sends or receives"),
    ] = None
    q: Annotated[str | None, Field(min_length=1, max_length=50, description="姓名前缀｜prefix of the name")] = None
    person_id: Annotated[uuid.UUID | None, Field(description="某一党员的接转｜of one member")] = None
    bulk_id: Annotated[uuid.UUID | None, Field(description="某件整建制转移的党员｜members of one bulk transfer")] = None
    open: Annotated[bool | None, Field(description="true：未办结的；false：已终结的｜still open, or ended")] = None
