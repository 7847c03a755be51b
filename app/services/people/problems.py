"""What a change of somebody's affiliation may be refused for."""

import uuid

from app.core.errors import Conflict, NotFound, Problem


class ToOrgNotFound(Problem):
    status, code, title = 422, "to_org_not_found", "没有这个转入党组织"
    detail = "to_org_id 不存在或该党组织已撤销，请从党组织名录中选择。"


class SameBranch(Problem):
    status, code, title = 422, "same_branch", "转出和转入是同一个党支部"
    detail = "在同一党支部内不需要接转，请改选转入党组织。"
    constraints = ("same_branch",)


class MemberNotInNormalStatus(Conflict):
    code, title = "member_not_in_normal_status", "党籍状态不是“正常”"
    detail = "停止党籍、保留党籍或已出党的，不能办理组织关系接转；状态登记有误的，请先更正。"
    constraints = ("member_not_in_normal_status",)


class MemberAffiliatedOutside(Problem):
    status, code, title = 422, "member_affiliated_outside", "组织关系不在本系统的党组织中"
    detail = "该党员的组织关系在系统外，须由现在的党组织开具介绍信，由接收党委办理转入（route 为 incoming）。"


class AffiliationChangedToday(Conflict):
    code, title = "affiliation_changed_today", "组织关系当日已变更过"
    detail = "组织关系一天只能变更一次，请将接收日期改为次日或更晚。"
    constraints = ("affiliation_changed_today",)


class AcceptedBeforeAffiliation(Conflict):
    code, title = "accepted_before_affiliation", "接收日期过早"
    detail = "接收日期不得早于提交申请之日，也不得早于现在这段组织关系的起始日，请更正。"
    constraints = ("accepted_before_affiliation",)


class LawyerNotFound(NotFound):
    code, title = "lawyer_not_found", "没有可转入的律师"
    detail = "没有与该公民身份号码和执业证号相符的记录，请与身份证和执业证核对；从未登记过的律师请直接新建。"

    def __init__(self, person_id: uuid.UUID | None = None) -> None:
        """`person_id` is for the access log alone, never for the answer."""
        super().__init__()
        self.person_id = person_id
