"""Who may do what: permissions are named, and a role's permissions are this table (N32, N33)."""

import enum

from app.models.accounts import StaffRole


class Permission(enum.StrEnum):
    """`resource:action`; every route names one in its signature."""

    ACCESS_READ = "access:read"
    ACCOUNT_MANAGE = "account:manage"
    CALENDAR_KEEP = "calendar:keep"
    CAMPAIGN_READ = "campaign:read"
    CAMPAIGN_WRITE = "campaign:write"
    CERTIFICATE_LETTER_WRITE = "certificate_letter:write"
    CERTIFICATE_READ = "certificate:read"
    CERTIFICATE_WRITE = "certificate:write"
    CHANGE_READ = "change:read"
    CORRECTION_READ = "correction:read"
    CORRECTION_WRITE = "correction:write"
    DECISION_READ = "decision:read"
    DECISION_WRITE = "decision:write"
    DEVELOPMENT_READ = "development:read"
    DEVELOPMENT_WRITE = "development:write"
    DIGEST_READ = "digest:read"
    EXPORT_RUN = "export:run"
    FORMATION_READ = "formation:read"
    FORMATION_WRITE = "formation:write"
    IDENTITY_READ = "identity:read"
    IMPORT_RUN = "import:run"
    JOINT_PLAN_READ = "joint_plan:read"
    JOINT_PLAN_WRITE = "joint_plan:write"
    LAW_FIRM_READ = "law_firm:read"
    LAW_FIRM_WRITE = "law_firm:write"
    LAWYER_CLAIM = "lawyer:claim"
    LAWYER_READ = "lawyer:read"
    LAWYER_WRITE = "lawyer:write"
    LEADERSHIP_READ = "leadership:read"
    LEADERSHIP_WRITE = "leadership:write"
    LIAISON_WRITE = "liaison:write"
    MEMBER_CONFIRM = "member:confirm"
    MEMBER_CORRECT = "member:correct"
    MEMBER_INVITE = "member:invite"
    MEMBER_READ = "member:read"
    MEMBER_SEARCH = "member:search"
    MEMBER_WRITE = "member:write"
    OFFICER_APPOINT = "officer:appoint"
    OWN_RECORD_READ = "own_record:read"
    ORGANIZATION_LIFE_READ = "organization_life:read"
    ORGANIZATION_LIFE_WRITE = "organization_life:write"
    PARTNER_MANAGE = "partner:manage"
    PARTY_ORG_READ = "party_org:read"
    PARTY_ORG_WRITE = "party_org:write"
    PLACEMENT_DECIDE = "placement:decide"
    REFERENCE_READ = "reference:read"
    SELF_READ = "self:read"
    SHARING_APPROVE = "sharing:approve"
    SHARING_READ = "sharing:read"
    STATISTICS_READ = "statistics:read"
    TASK_READ = "task:read"
    TEMPORARY_READ = "temporary:read"
    TEMPORARY_WRITE = "temporary:write"
    TRANSFER_PROPOSE = "transfer:propose"
    TRANSFER_READ = "transfer:read"
    TRANSFER_WRITE = "transfer:write"


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
