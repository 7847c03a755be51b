"""What a transfer may be refused for."""

from app.core.errors import Conflict, Problem


class OutOfTurn(Conflict):
    code, title = "transfer_action_out_of_turn", "当前状态不能办理此步"
    detail = "请查看 allowed_actions，按当前状态可办的步骤办理。"
    constraints = ("transfer_action_out_of_turn",)


class LetterExpired(Conflict):
    code, title = "letter_expired", "介绍信已过有效期"
    detail = "过期的介绍信作废，请原开具党委重新开具（reissue）。"
    constraints = ("letter_expired",)


class NoCommitteeAbove(Problem):
    status, code, title = 422, "no_committee_above", "没有可办理接转的上级党委"
    detail = "转出、转入党组织都须隶属于有接转权限的基层党委，请先理顺隶属关系。"


class RouteMismatch(Problem):
    status, code, title = 422, "route_mismatch", "接转方式不符"
    detail = (
        "同一党委内用 internal，两个党委之间用 letter，转往系统外用 outgoing，由系统外转入用 incoming，"
        "党组织整建制转移用 bulk。"
    )


class MemberRecordIncomplete(Problem):
    status, code, title = 422, "member_record_incomplete", "党员信息不完整"
    detail = "介绍信需要的信息尚未采集，请先补全 errors 中列出的各项。"


class DuesInArrears(Problem):
    status, code, title = 422, "dues_in_arrears", "党费未交清"
    detail = "开具介绍信前，党费须交至上月。"


class AffiliationChangedMeanwhile(Conflict):
    code, title = "affiliation_changed_meanwhile", "组织关系在办理期间已变更"
    detail = "该党员现在的党支部与本件的转出党支部不同，请撤回本件后重新发起。"
    constraints = ("affiliation_changed_meanwhile",)


class AcceptedInFuture(Problem):
    status, code, title = 422, "accepted_in_future", "接收日期晚于今天"
    detail = "accepted_on 不得晚于今天，请更正。"
    constraints = ("accepted_in_future",)


class BranchNotUnderCommittee(Problem):
    status, code, title = 422, "branch_not_under_committee", "不是本党委下的党支部"
    detail = "to_branch_id 须是接收党委所属、未撤销的党支部或联合党支部，请改选。"
    constraints = ("branch_not_under_committee",)


class LetterNotIssued(Conflict):
    code, title = "letter_not_issued", "尚未开具介绍信"
    detail = "本件没有介绍信：同一党委内接转不开具介绍信，其他的须先由有权限的党委开具。"


class ReceiptNotSent(Conflict):
    code, title = "receipt_not_sent", "回执尚未发出"
    detail = "接收党委接收后一个月内发出回执，请稍后再查。"


class ReceiptInvalid(Conflict):
    code, title = "receipt_invalid", "回执验证未通过"
    detail = "回执的签名或内容与本件不符，不能确认；请与接收党委和系统管理员核对。"


class IdentityMismatch(Problem):
    status, code, title = 422, "identity_mismatch", "介绍信与此人的信息不符"
    detail = "介绍信上的公民身份号码不是所选人员的号码，请核对介绍信和 member_id。"


class PaperLetterMissing(Problem):
    status, code, title = 422, "paper_letter_missing", "尚未登记介绍信"
    detail = "由系统外转入的，须先登记纸质介绍信（letter），再提交。"


class ReceivedBeforeDispatch(Conflict):
    code, title = "received_before_dispatch", "接收日期过早"
    detail = "对方接收的日期不得早于介绍信发出之日，请核对回执。"
    constraints = ("received_before_dispatch",)


class NoPlaceToGo(Problem):
    status, code, title = 422, "no_place_to_go", "当地没有可转入的党组织"
    detail = "当地没有律师协会或司法行政机关的党组织，请由当地确定隶属关系后登记（POST /api/v1/placement-decisions）。"


class NotDue(Problem):
    status, code, title = 422, "transfer_not_due", "不在应接转名单中"
    detail = "此人不在管辖范围内，或不应接转，或已在应转入的党组织。"


class BulkBlocked(Conflict):
    code, title = "bulk_blocked", "有接转尚未办结，不能整建制转移"
    detail = "errors 所列党员的接转须先办结或撤回，再提交整建制转移。"


class BulkListChanged(Conflict):
    code, title = "bulk_list_changed", "名册与党员现状不符"
    detail = "提交后党员有增减，请将整建制转移退回，由原党组织重新提交名册。"
    constraints = ("bulk_list_changed",)
