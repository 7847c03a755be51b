"""Access: requests to correct a record, and what was said of them."""

from app.core.access import OWN, OWN_ACCOUNT, OWN_PARTNER, Policy, along, either, rows, seen

# Under the reader's own policies: whoever sees the record sees what is said of it, wherever the record goes.
RECORDS = {"member": "person_id", "lawyer": "person_id", "law_firm": "id", "party_org": "id"}
RECORD_SEEN = [f"noun = '{noun}' AND {seen(noun, 'record_id', key=key)}" for noun, key in RECORDS.items()]
OWN_OR_RECORD_SEEN = either(OWN_ACCOUNT, *RECORD_SEEN)
BY_DEPARTMENT = f"requested_by = 'department' AND state = 'received' AND {OWN_ACCOUNT} AND {either(*RECORD_SEEN)}"
BY_PERSON = f"requested_by = 'person' AND {OWN}"
WITHDRAWABLE = "state IN ('received', 'accepted_for_check', 'withdrawn')"

TABLES = {
    "correction_request": rows(
        area_select=OWN_OR_RECORD_SEEN,
        area_insert=BY_DEPARTMENT,
        area_update=OWN_OR_RECORD_SEEN,
        org_select=OWN_OR_RECORD_SEEN,
        org_insert=BY_DEPARTMENT,
        org_update=OWN_OR_RECORD_SEEN,
        self_select=BY_PERSON,
        self_insert=f"state = 'received' AND {OWN_ACCOUNT} AND {BY_PERSON}",
        self_update=Policy("update", to="self", using=BY_PERSON, check=f"{BY_PERSON} AND {WITHDRAWABLE}"),
        sharing_select=OWN_PARTNER,
        # The sharing process asks and withdraws for its partner; an answer it cannot write.
        sharing_insert=f"requested_by = 'partner' AND state = 'received' AND {OWN_PARTNER}",
        sharing_update=Policy("update", to="sharing", using=OWN_PARTNER, check=f"{OWN_PARTNER} AND {WITHDRAWABLE}"),
    ).may(
        area="select insert update(answer, answered_by, change_id, closed_on, state, version)",
        org="select insert update(answer, answered_by, change_id, closed_on, state, version)",
        self="select insert update(closed_on, state, version)",
        sharing="select insert update(closed_on, state, version)",
    ),
    "correction_statement": rows(
        area_select=seen("correction_request", "request_id"),
        area_insert=seen("correction_request", "request_id"),
        org_select=seen("correction_request", "request_id"),
        org_insert=seen("correction_request", "request_id"),
        self_select=seen("correction_request", "request_id"),
        self_insert=seen("correction_request", "request_id"),
        sharing_select=seen("correction_request", "request_id"),
        sharing_insert=seen("correction_request", "request_id"),
    ).may(
        area="select insert",
        org="select insert",
        self="select insert",
        sharing="select insert",
    ),
    "correction_step": rows(
        **along("correction_request", "request_id", roles="area org self sharing"),
    ).may(
        area="select insert",
        org="select insert",
        self="select insert",
        sharing="select insert",
    ),
}
