"""Access: persons, members, their affiliations and membership."""

from app.core.access import EVERY, IN_PARTY, IN_PLACE, OWN, either, may, rows, seen, setting

TABLES = {
    "person": rows(
        area_all=IN_PLACE,
        org_all=IN_PARTY,
        self_select=f"id = {setting('person')}",
        mover_all=EVERY,
        # A person is seen with either record: the two may lie in different areas.
        sharing_select=either(seen("member", "id", key="person_id"), seen("lawyer", "id", key="person_id")),
    ).may(
        area="select insert update",
        org="select insert update",
        self="select",
        auth="select(id)",
        mover="select insert update(party_path, place_path)",
        sharing="select(birth_date, id, id_cipher)",
    ),
    "person_identity": may(
        area="select insert",
        org="select insert",
        mover="select insert",
        sharing="select(digest, person_id)",
    ),
    "member": rows(
        area_all=IN_PLACE,
        org_all=IN_PARTY,
        self_all=OWN,
        mover_all=EVERY,
        # A former member is no member in anybody's copy.
        sharing_select=f"{IN_PLACE} AND membership_status NOT IN ('4', '5', '6')",
    ).may(
        area="select insert update",
        org="select insert update",
        self="select update(confirmed_at, version)",
        mover="select insert update",
        sharing=(
            "select(admitted_on, affiliation_name, affiliation_state, category, firm_id, id_masked, "
            "membership_status, name, org_id, person_id, place_path, regularized_on, sex)"
        ),
    ),
    "affiliation": rows(
        area_all=IN_PLACE,
        org_all=either(IN_PARTY, f"org_id = {setting('org')}"),
        self_select=OWN,
        mover_all=EVERY,
    ).may(
        area="select insert update",
        org="select insert update",
        self="select",
        mover="select insert update",
    ),
    "membership_standing": rows(
        area_all=IN_PLACE,
        org_all=IN_PARTY,
        self_select=OWN,
        mover_all=EVERY,
    ).may(
        area="select insert update",
        org="select insert update",
        self="select",
        mover="select insert update(party_path, place_path, valid_during)",
    ),
}
CALLERS = {
    "rename_person": "area",
    "settle_people": "area org",
    "settle_records": "",
}
