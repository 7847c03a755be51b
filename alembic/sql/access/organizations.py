"""Access: party organizations, their history and guidance, elections and posts."""

from app.core.access import EVERY, IN_PARTY, IN_PLACE, OF_SEEN_ORG, along, among, may, rows, seen

OWN_ORG = among("org_id", "member", key="org_id")

TABLES = {
    "party_org": rows(
        area_all=IN_PLACE,
        org_all=IN_PARTY,
        auth_select=EVERY,
        mover_all=EVERY,
        sharing_select=IN_PLACE,
    ).may(
        area="select insert update",
        org="select insert update",
        # For a filter of the list that all share; no policy lets a member see an organization.
        self="select(id, party_path)",
        auth="select(area_code, dissolved_on, id, name, party_path)",
        mover="select update(local_decision, parent_id, party_path, version)",
        sharing=(
            "select(area_code, category, dissolved_on, founded_on, id, name, parent_id, place_path, secretary_name)"
        ),
    ),
    "party_org_standing": rows(
        area_all=IN_PLACE,
        org_all=IN_PARTY,
        mover_all=EVERY,
    ).may(
        area="select insert update",
        org="select insert update",
        mover="select insert update",
    ),
    "party_org_guidance": rows(
        area_all=IN_PLACE,
        org_all=IN_PARTY,
        mover_all=EVERY,
    ).may(
        area="select insert update delete",
        org="select",
        mover="select update(party_path)",
    ),
    "election": rows(
        area_all=OF_SEEN_ORG,
        org_all=OF_SEEN_ORG,
        self_select=OWN_ORG,
        mover_all=EVERY,
    ).may(
        area="select insert update",
        org="select insert update",
        self="select",
        mover="select update(approver_id, approver_name, version)",
    ),
    "election_candidate": rows(
        **along("election", "election_id", roles="area org"),
        self_select=seen("election", "election_id"),
    ).may(
        area="select insert delete",
        org="select insert delete",
        self="select",
    ),
    "election_step": rows(
        **along("election", "election_id", roles="area org"),
        self_select=seen("election", "election_id"),
    ).may(
        area="select insert",
        org="select insert",
        self="select",
    ),
    "post": rows(
        area_all=OF_SEEN_ORG,
        org_all=OF_SEEN_ORG,
        self_select=OWN_ORG,
    ).may(
        area=(
            "select insert update(document, end_document, end_reason, portfolio, term_ends_on, valid_during, version)"
        ),
        org="select insert update(document, end_document, end_reason, portfolio, term_ends_on, valid_during, version)",
        self="select",
    ),
}
VIEWS = {
    "party_org_directory": may(
        area="select",
        org="select",
        self="select",
    ),
}
CALLERS = {
    "guidance_follows": "",
    "move_org": "area org",
    "settle_committees": "",
}
