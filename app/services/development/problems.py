"""What work on a development file may be refused for."""

from app.core.errors import Conflict


class FileOpen(Conflict):
    code, title = "development_file_open", "该公民身份号码已有一份在办的发展党员档案"
    detail = "同一人只能有一份在办的档案；在其他党支部的，由原党支部转出培养关系，本党支部接收。"
    constraints = ("uq_development_file_live",)


class FileOutOfTurn(Conflict):
    code, title = "development_action_out_of_turn", "当前不能办理此步"
    detail = "请查看 next 和 allowed_actions，按顺序办理。"


class MaterialsNotChecked(Conflict):
    code, title = "materials_not_checked", "材料尚未逐项核对"
    detail = "发展党员材料须由接收方逐项核对收到，缺失的写明原因登记，然后才能接收；errors 列出尚未核对的材料。"


class AlreadyMember(Conflict):
    code, title = "already_member", "该公民身份号码已登记为党员"
    detail = "此人已有党员记录，不能再办理接收；请先核对其党籍和组织关系。"
    constraints = ("already_member",)


class AdmittedBeforeEnd(Conflict):
    code, title = "admitted_before_end", "接收日期早于原党籍终止之日"
    detail = "重新入党的，支部大会通过之日须晚于原党籍终止之日，请核对。"
    constraints = ("admitted_before_end",)
