"""Access: law firms, who covers them, lawyers and where they practise."""

from app.core.access import EVERY, IN_PARTY, IN_PLACE, OF_SEEN_MEMBER, OWN, among, either, may, rows, setting

OWN_FIRM = f"EXISTS (SELECT FROM practice p WHERE p.person_id = {setting('person')} AND p.firm_id = {{table}}.firm_id)"

TABLES = {
    "law_firm": rows(
        area_all=IN_PLACE,
        org_all=IN_PARTY,
        mover_all=EVERY,
        sharing_select=IN_PLACE,
    ).may(
        area="select insert update",
        org="select",
        mover="select update(party_path)",
        sharing="select(address, area_code, covering_org_id, head_name, id, name, place_path, status, uscc)",
    ),
    "law_firm_standing": rows(
        area_all=IN_PLACE,
        org_all=IN_PARTY,
        mover_select=EVERY,
    ).may(
        area="select insert update",
        org="select",
        mover="select",
    ),
    "party_org_unit": rows(
        area_all=IN_PLACE,
        org_all=IN_PARTY,
        # A member may know which organization covers the own firm.
        self_select=OWN_FIRM,
        mover_all=EVERY,
    ).may(
        area="select insert update delete",
        org="select",
        self="select",
        mover="select update(party_path)",
    ),
    "placement_decision": rows(
        # A county has to know what its city decided; a decision tells of no person.
        area_select=EVERY,
        area_insert=IN_PLACE,
        area_update=IN_PLACE,
        org_select=EVERY,
    ).may(
        area="select insert update(ended_on, ended_reason, version)",
        org="select",
    ),
    "lawyer": rows(
        area_all=IN_PLACE,
        org_all=IN_PARTY,
        self_select=OWN,
        mover_all=EVERY,
        sharing_select=IN_PLACE,
    ).may(
        area="select insert update",
        org="select",
        self="select",
        mover="select insert update",
        sharing=(
            "select(affiliation_name, affiliation_state, firm_id, firm_name, first_practised_on, id_masked, "
            "licence_no, name, person_id, place_path, political_status, political_status_on, practice_type, sex, "
            "status)"
        ),
    ),
    "practice": rows(
        area_all=IN_PLACE,
        org_all=IN_PARTY,
        self_select=OWN,
        mover_all=EVERY,
    ).may(
        area="select insert update",
        org="select",
        self="select",
        mover="select insert update",
    ),
    "firm_liaison": rows(
        area_all=IN_PLACE,
        # A committee sees which of its members guide a firm, and who guides a firm that it covers.
        org_select=either(OF_SEEN_MEMBER, among("firm_id", "law_firm")),
        mover_select=EVERY,
    ).may(
        area="select insert update(end_reason, valid_during, version)",
        org="select",
        mover="select",
    ),
}
VIEWS = {
    "lawyer_seat": may(
        area="select",
        org="select",
    ),
    "lawyer_seat_history": may(
        area="select",
        org="select",
        self="select",
    ),
}
CALLERS = {
    "claim_practice": "area",
    "coverage_on": "area org",
    "coverage_today": "area org",
    "firm_party_members": "area org",
}
