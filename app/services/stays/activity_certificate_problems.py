"""What an activity certificate may be refused for."""

from app.core.errors import Conflict


class CertificateOutOfTurn(Conflict):
    code, title = "certificate_action_out_of_turn", "当前状态不能办理此步"
    detail = "请查看 allowed_actions，按当前状态可办的步骤办理；只有使用中的活动证可以登记和年审。"


class CertificateLive(Conflict):
    code, title = "certificate_live", "已有一本活动证"
    detail = "同一党员同时只能有一本活动证，请先收回、报失或撤回原来的。"
    constraints = ("uq_activity_certificate_live",)


class ReplacedCertificateNotLost(Conflict):
    code, title = "replaced_certificate_not_lost", "不能补发"
    detail = "replaces_id 须是该党员已报失、尚未补发的活动证。"
    constraints = ("uq_activity_certificate_replaces_id",)


class ReviewMissed(Conflict):
    code, title = "review_missed", "年审已过期"
    detail = "活动证每年查验一次，逾期未年审的须先年审（reviews），再登记流入流出。"


class ReviewExists(Conflict):
    code, title = "review_exists", "本年度已年审"
    detail = "每年年审一次，本年度已有年审记录。"
    constraints = ("uq_certificate_review_certificate_id_year",)


class EntryOpen(Conflict):
    code, title = "entry_open", "上一段流入尚未登记流出"
    detail = "请先由上一流入地党支部登记参加活动和交纳党费情况（departure）。"
    constraints = ("uq_certificate_entry_open",)


class NoEntryOpen(Conflict):
    code, title = "no_entry_open", "没有待登记流出的记录"
    detail = "请先登记流入（arrival）；流出由登记流入的党支部填写。"


class CertificateNotNumbered(Conflict):
    code, title = "certificate_not_numbered", "活动证尚未编号"
    detail = "须先由县级党委组织部编号，再打印。"
