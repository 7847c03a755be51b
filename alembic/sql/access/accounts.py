"""Access: accounts, their roles, how they sign in; what was already answered once."""

from app.core.access import EVERY, OF_SEEN_MEMBER, OF_SEEN_ORG, OWN_ACCOUNT, either, may, rows, setting

OWN_ISSUE = f"issued_by = {setting('actor')}"
FOR_WHOM_ONE_SEES = either(
    f"role = 'org_officer' AND {OF_SEEN_ORG}",
    f"role = 'member' AND {OF_SEEN_MEMBER}",
)

TABLES = {
    "account": may(
        auth="select insert update",
    ),
    "role_grant": may(
        auth="select insert update",
    ),
    "sign_in": may(
        auth="select insert update",
    ),
    "refresh_token": may(
        auth="select insert update",
    ),
    "activation_code": rows(
        area_select=OWN_ISSUE,
        area_insert=FOR_WHOM_ONE_SEES,
        org_select=OWN_ISSUE,
        org_insert=FOR_WHOM_ONE_SEES,
        auth_all=EVERY,
    ).may(
        area="select insert",
        org="select insert",
        auth="select insert update",
    ),
    "idempotency_key": rows(
        area_all=OWN_ACCOUNT,
        org_all=OWN_ACCOUNT,
        self_all=OWN_ACCOUNT,
        auth_all=OWN_ACCOUNT,
        worker_all=EVERY,
    ).may(
        area="select insert update",
        org="select insert update",
        self="select insert update",
        auth="select insert update",
        worker="select delete",
    ),
}
