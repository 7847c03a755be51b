"""What officials call the states, actions and causes of a transfer."""

from collections.abc import Iterable, Mapping

from app.models.transfers import RejectionCode, TransferAction, TransferState

Term = TransferState | TransferAction | RejectionCode

NAMES: Mapping[Term, str] = {
    TransferState.DRAFT: "草稿",
    TransferState.SUBMITTED: "已提交",
    TransferState.BRANCH_AGREED: "转出支部已同意",
    TransferState.LETTER_ISSUED: "介绍信已开具",
    TransferState.IN_TRANSIT: "介绍信在途",
    TransferState.ACCEPTED: "已接收",
    TransferState.RECEIPT_SENT: "回执已发出",
    TransferState.CLOSED: "已办结",
    TransferState.WITHDRAWN: "已撤回",
    TransferState.RETURNED: "已退回修改",
    TransferState.REJECTED: "不予接收",
    TransferState.REVOKED: "已撤销",
    TransferState.EXPIRED: "介绍信已过期",
    TransferAction.SUBMIT: "提交",
    TransferAction.AGREE: "同意转出",
    TransferAction.ISSUE_LETTER: "开具介绍信",
    TransferAction.DISPATCH: "发出介绍信",
    TransferAction.ACCEPT: "接收",
    TransferAction.SEND_RECEIPT: "发出回执",
    TransferAction.CONFIRM_RECEIPT: "确认回执",
    TransferAction.ENTER_RECEIPT: "登记纸质回执",
    TransferAction.DISPATCH_RECEIPT: "寄送回执联",
    TransferAction.WITHDRAW: "撤回",
    TransferAction.RETURN: "退回修改",
    TransferAction.REJECT: "不予接收",
    TransferAction.REVOKE: "撤销介绍信",
    TransferAction.REPORT_LOST: "遗失补开",
    TransferAction.REISSUE: "重新开具",
    RejectionCode.IDENTITY_MISMATCH: "身份信息不符",
    RejectionCode.WRONG_ADDRESSEE: "抬头有误",
    RejectionCode.LETTER_EXPIRED: "介绍信过期",
    RejectionCode.INCOMPLETE_INFORMATION: "信息不完整",
    RejectionCode.NOT_ELIGIBLE_PLACE: "不符合转入条件",
    RejectionCode.DUPLICATE_RECORD: "转入地已有该党员",
    RejectionCode.MATERIAL_NOT_VERIFIABLE: "预备党员材料无法核实",
}


def named(terms: Iterable[Term]) -> str:
    """Terms with their codes, as a sentence lists them: 同意转出（agree）、退回修改（return）."""
    return "、".join(f"{NAMES[term]}（{term}）" for term in terms)
