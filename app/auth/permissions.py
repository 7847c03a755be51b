"""Who may do what: permissions are named, and a role's permissions are this table (N32, N33)."""

from app.core.terms import Term
from app.models.accounts import StaffRole


class Permission(Term):
    """权限，写作“资源:动作”｜`resource:action`; every route names one in its signature."""

    ACCESS_READ = "access:read", "查看谁看过本人记录"
    ACCOUNT_MANAGE = "account:manage", "管理账号和角色"
    CALENDAR_KEEP = "calendar:keep", "登记工作日历"
    CAMPAIGN_READ = "campaign:read", "查看集中接转"
    CAMPAIGN_WRITE = "campaign:write", "开展集中接转"
    CERTIFICATE_LETTER_WRITE = "certificate_letter:write", "办理证明信"
    CERTIFICATE_READ = "certificate:read", "查看活动证和流动登记"
    CERTIFICATE_WRITE = "certificate:write", "办理活动证和流动登记"
    CHANGE_READ = "change:read", "查看变更记录"
    CORRECTION_READ = "correction:read", "查看更正申请"
    CORRECTION_WRITE = "correction:write", "提出和办理更正申请"
    DECISION_READ = "decision:read", "查看党籍处置"
    DECISION_WRITE = "decision:write", "办理党籍处置"
    DEVELOPMENT_READ = "development:read", "查看发展党员档案"
    DEVELOPMENT_WRITE = "development:write", "办理发展党员档案"
    DIGEST_READ = "digest:read", "查看月报"
    EXPORT_RUN = "export:run", "导出"
    FORMATION_READ = "formation:read", "查看组建"
    FORMATION_WRITE = "formation:write", "办理组建"
    IDENTITY_READ = "identity:read", "查看完整号码"
    IMPORT_RUN = "import:run", "导入"
    JOINT_PLAN_READ = "joint_plan:read", "查看联合组建方案"
    JOINT_PLAN_WRITE = "joint_plan:write", "制订联合组建方案"
    LAW_FIRM_READ = "law_firm:read", "查看律师事务所"
    LAW_FIRM_WRITE = "law_firm:write", "登记律师事务所"
    LAWYER_CLAIM = "lawyer:claim", "将外地律师转入本地"
    LAWYER_READ = "lawyer:read", "查看律师"
    LAWYER_WRITE = "lawyer:write", "登记律师"
    LEADERSHIP_READ = "leadership:read", "查看任职和换届"
    LEADERSHIP_WRITE = "leadership:write", "办理任职和换届"
    LIAISON_WRITE = "liaison:write", "指派党建工作指导员"
    MEMBER_CONFIRM = "member:confirm", "确认本人信息"
    MEMBER_CORRECT = "member:correct", "更正组织关系"
    MEMBER_INVITE = "member:invite", "邀请党员开通账号"
    MEMBER_READ = "member:read", "查看党员"
    MEMBER_SEARCH = "member:search", "按号码查找党员"
    MEMBER_WRITE = "member:write", "登记党员"
    OFFICER_APPOINT = "officer:appoint", "任命党组织干部"
    OWN_RECORD_READ = "own_record:read", "查看本人全部记录"
    ORGANIZATION_LIFE_READ = "organization_life:read", "查看组织生活"
    ORGANIZATION_LIFE_WRITE = "organization_life:write", "登记组织生活"
    PARTNER_MANAGE = "partner:manage", "管理合作系统"
    PARTY_ORG_READ = "party_org:read", "查看党组织"
    PARTY_ORG_WRITE = "party_org:write", "设立和调整党组织"
    PLACEMENT_DECIDE = "placement:decide", "登记隶属决定"
    REFERENCE_READ = "reference:read", "查看区划和代码表"
    SELF_READ = "self:read", "查看当前登录"
    SHARING_APPROVE = "sharing:approve", "审批数据共享授权"
    SHARING_READ = "sharing:read", "查看数据共享授权"
    STATISTICS_READ = "statistics:read", "查看统计"
    TASK_READ = "task:read", "查看待办"
    TEMPORARY_READ = "temporary:read", "查看临时组织关系"
    TEMPORARY_WRITE = "temporary:write", "办理临时组织关系"
    TRANSFER_PROPOSE = "transfer:propose", "批量发起接转"
    TRANSFER_READ = "transfer:read", "查看接转"
    TRANSFER_WRITE = "transfer:write", "办理接转"


P, R = Permission, StaffRole

_EVERYBODY = frozenset({P.REFERENCE_READ, P.SELF_READ})
_AREA = _EVERYBODY | {
    P.CERTIFICATE_READ,
    P.CAMPAIGN_READ,
    P.CHANGE_READ,
    P.CORRECTION_READ,
    P.CORRECTION_WRITE,
    P.DIGEST_READ,
    P.EXPORT_RUN,
    P.FORMATION_READ,
    P.FORMATION_WRITE,
    P.IDENTITY_READ,
    P.IMPORT_RUN,
    P.JOINT_PLAN_READ,
    P.JOINT_PLAN_WRITE,
    P.LAW_FIRM_READ,
    P.LAWYER_READ,
    P.LEADERSHIP_READ,
    P.LIAISON_WRITE,
    P.MEMBER_INVITE,
    P.MEMBER_READ,
    P.MEMBER_SEARCH,
    P.OFFICER_APPOINT,
    P.PARTY_ORG_READ,
    P.SHARING_READ,
    P.STATISTICS_READ,
    P.TASK_READ,
    P.TEMPORARY_READ,
    P.TRANSFER_PROPOSE,
    P.TRANSFER_READ,
}
_PARTY_FACTS = {P.MEMBER_CORRECT, P.MEMBER_WRITE, P.PARTY_ORG_WRITE}
_PRACTICE_FACTS = {P.LAW_FIRM_WRITE, P.LAWYER_CLAIM, P.LAWYER_WRITE}

PERMISSIONS: dict[StaffRole, frozenset[Permission]] = {
    R.ORGANIZATION_DEPARTMENT: _AREA
    | _PARTY_FACTS
    | _PRACTICE_FACTS - {P.LAWYER_CLAIM}
    | {
        P.CAMPAIGN_WRITE,
        P.CERTIFICATE_WRITE,
        P.DECISION_READ,
        P.DEVELOPMENT_READ,
        P.LEADERSHIP_WRITE,
        P.PLACEMENT_DECIDE,
        P.SHARING_APPROVE,
    },
    R.JUSTICE_BUREAU: _AREA
    | _PRACTICE_FACTS
    | {P.CAMPAIGN_WRITE, P.MEMBER_WRITE, P.PARTY_ORG_WRITE, P.SHARING_APPROVE},
    R.BAR_ASSOCIATION: _AREA | _PARTY_FACTS - {P.MEMBER_CORRECT} | _PRACTICE_FACTS - {P.LAWYER_CLAIM},
    R.ORG_OFFICER: _EVERYBODY
    | {
        P.CAMPAIGN_READ,
        P.CERTIFICATE_LETTER_WRITE,
        P.CERTIFICATE_READ,
        P.CERTIFICATE_WRITE,
        P.CHANGE_READ,
        P.CORRECTION_READ,
        P.CORRECTION_WRITE,
        P.DECISION_READ,
        P.DECISION_WRITE,
        P.DEVELOPMENT_READ,
        P.DEVELOPMENT_WRITE,
        P.DIGEST_READ,
        P.EXPORT_RUN,
        P.FORMATION_READ,
        P.FORMATION_WRITE,
        P.JOINT_PLAN_READ,
        P.LAW_FIRM_READ,
        P.LAWYER_READ,
        P.LEADERSHIP_READ,
        P.LEADERSHIP_WRITE,
        P.MEMBER_INVITE,
        P.MEMBER_READ,
        P.MEMBER_SEARCH,
        P.MEMBER_WRITE,
        P.OFFICER_APPOINT,
        P.ORGANIZATION_LIFE_READ,
        P.ORGANIZATION_LIFE_WRITE,
        P.PARTY_ORG_READ,
        P.PARTY_ORG_WRITE,
        P.STATISTICS_READ,
        P.TASK_READ,
        P.TEMPORARY_READ,
        P.TEMPORARY_WRITE,
        P.TRANSFER_PROPOSE,
        P.TRANSFER_READ,
        P.TRANSFER_WRITE,
    },
    R.MEMBER: _EVERYBODY
    | {
        P.ACCESS_READ,
        P.CAMPAIGN_READ,
        P.CERTIFICATE_READ,
        P.CERTIFICATE_WRITE,
        P.CHANGE_READ,
        P.CORRECTION_READ,
        P.CORRECTION_WRITE,
        P.DECISION_READ,
        P.DEVELOPMENT_READ,
        P.LAWYER_READ,
        P.LEADERSHIP_READ,
        P.MEMBER_CONFIRM,
        P.MEMBER_READ,
        P.ORGANIZATION_LIFE_READ,
        P.OWN_RECORD_READ,
        P.TASK_READ,
        P.TEMPORARY_READ,
        P.TEMPORARY_WRITE,
        P.TRANSFER_READ,
        P.TRANSFER_WRITE,
    },
    R.SYSTEM_ADMIN: _EVERYBODY | {P.CALENDAR_KEEP},
    R.SECURITY_ADMIN: _EVERYBODY | {P.ACCOUNT_MANAGE, P.PARTNER_MANAGE, P.SHARING_READ},
    R.AUDIT_ADMIN: _EVERYBODY,
}
