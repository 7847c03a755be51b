"""Access: transfers with letters and receipts, campaigns, letters for activity certificates."""

from app.core.access import EVERY, IN_PARTY, IN_PLACE, OWN, Policy, along, either, rows, seen, setting, within

MEMBER = seen("member", "person_id", key="person_id")
# A campaign is seen by the departments of its area, and by those below to whom it applies; kept by the former alone.
ABOVE = "starts_with(current_setting('huizhi.lo', true), place_path) AND place_path <> ''"
OF_OWN_ORG = (
    "EXISTS (SELECT FROM party_org o "
    f"WHERE o.id = {setting('org')} AND starts_with(o.place_path, {{table}}.place_path))"
)
OF_OWN_PRACTICE = (
    "EXISTS (SELECT FROM practice p "
    f"WHERE p.person_id = {setting('person')} AND starts_with(p.place_path, {{table}}.place_path))"
)

TABLES = {
    "transfer": rows(
        area_all=within("from_place_path", "to_place_path"),
        # A department proposes and decides nothing: what it adds is a draft.
        area_proposes=Policy("insert", to="area", check="state = 'draft'", narrows=True),
        org_all=within("from_party_path", "to_party_path"),
        self_all=OWN,
        mover_all=EVERY,
    ).may(
        area="select insert",
        org="select insert update",
        self="select insert update",
        mover=(
            "select update(accepted_on, from_party_path, state, to_branch_id, to_branch_name, to_party_path, version)"
        ),
    ),
    "transfer_hop": rows(
        **along("transfer", "transfer_id"),
        mover_insert=EVERY,
    ).may(
        area="select",
        org="select insert",
        self="select insert",
        mover="insert",
    ),
    "letter": rows(
        **along("transfer", "transfer_id"),
    ).may(
        area="select",
        org="select insert update",
        self="select",
    ),
    "letter_counter": rows(
        org_all=f"issuer_id = {setting('org')}",
    ).may(
        org="select insert update",
    ),
    "paper_letter": rows(
        **along("transfer", "transfer_id"),
        mover_select=EVERY,
    ).may(
        area="select",
        org="select insert update",
        self="select",
        mover="select",
    ),
    "receipt": rows(
        **along("transfer", "transfer_id"),
    ).may(
        area="select",
        org="select insert",
        self="select",
    ),
    "paper_receipt": rows(
        **along("transfer", "transfer_id"),
    ).may(
        area="select",
        org="select insert",
        self="select",
    ),
    "campaign": rows(
        area_select=either(IN_PLACE, ABOVE),
        area_insert=IN_PLACE,
        area_update=IN_PLACE,
        org_select=OF_OWN_ORG,
        self_select=OF_OWN_PRACTICE,
    ).may(
        area="select insert update(deadline, ended_on, note, report, state, version)",
        org="select",
        self="select",
    ),
    "campaign_step": rows(
        **along("campaign", "campaign_id"),
    ).may(
        area="select insert",
        org="select",
        self="select",
    ),
    "campaign_result": rows(
        area_all=IN_PLACE,
        org_select=IN_PARTY,
        self_select=OWN,
    ).may(
        area="select insert",
        org="select",
        self="select",
    ),
    "certificate_letter": rows(
        area_select=MEMBER,
        # Whoever sees the member sees the letter; the committee keeps sight of those that it issued.
        org_all=either(f"committee_id = {setting('org')}", MEMBER),
        self_select=OWN,
        mover_all=EVERY,
    ).may(
        area="select",
        org="select insert update(ended_on, issued_on, note, number, serial, state, version, year)",
        self="select",
        mover="select update(committee_id, committee_name, ended_on, note, state, version)",
    ),
    "certificate_letter_step": rows(
        **along("certificate_letter", "letter_id"),
        mover_insert=EVERY,
    ).may(
        area="select",
        org="select insert",
        self="select",
        mover="insert",
    ),
}
CALLERS = {
    "accept_bulk": "org",
    "accept_incoming": "org",
    "accept_transfer": "org",
    "find_newcomer": "org",
    "open_procedures": "area org self",
    "org_is_moving": "area org",
    "release_transfer": "org",
    "settle_certificate_letters": "",
}
