"""Access: temporary affiliations, activity certificates, floating registrations."""

from app.core.access import EVERY, OWN, along, among, either, rows, within

HOME = among("home_org_id", "party_org")
# Seen through its two branches: whoever sees a branch sees its guests, also after the tree has moved. The host sees
# nothing before the home branch has agreed.
EITHER_BRANCH = either(HOME, f"offered_on IS NOT NULL AND {among('host_org_id', 'party_org')}")
# A branch where the holder was a guest while the certificate was in use; under the policies of the guests' table.
HOME_OR_HOST = either(
    HOME,
    "issued_on IS NOT NULL AND EXISTS (SELECT FROM temporary_affiliation t WHERE t.person_id = {table}.person_id "
    "AND t.valid_during && daterange(issued_on, closed_on, '[]'))",
)
AREA_IN_PLACE = f"area_code IN (SELECT area.code FROM area WHERE {within('area.place_path')})"

TABLES = {
    "temporary_affiliation": rows(
        area_all=EITHER_BRANCH,
        org_all=EITHER_BRANCH,
        self_all=OWN,
        mover_all=EVERY,
    ).may(
        area="select",
        org="select insert update(closing_note, offered_on, review_on, state, transfer_id, valid_during, version)",
        self="select insert update(closing_note, offered_on, review_on, state, transfer_id, valid_during, version)",
        mover="select update(home_name, home_org_id, state, valid_during, version)",
    ),
    "temporary_step": rows(
        **along("temporary_affiliation", "temporary_affiliation_id"),
        mover_insert=EVERY,
    ).may(
        area="select",
        org="select insert",
        self="select insert",
        mover="insert",
    ),
    "activity_certificate": rows(
        area_select=HOME_OR_HOST,
        area_insert=HOME,
        area_update=HOME,
        org_select=HOME_OR_HOST,
        org_insert=HOME,
        org_update=HOME,
        self_select=OWN,
        self_insert=OWN,
        self_update=OWN,
        mover_all=EVERY,
    ).may(
        area="select update(closing_note, number, serial, state, version, year)",
        org="select insert update(closed_on, closing_note, issued_on, state, version)",
        self="select insert update(closed_on, closing_note, issued_on, state, version)",
        mover=(
            "select update(area_code, closing_note, committee_id, committee_name, home_name, home_org_id, state, "
            "version)"
        ),
    ),
    "certificate_counter": rows(
        area_all=AREA_IN_PLACE,
    ).may(
        area="select insert update",
    ),
    "certificate_step": rows(
        **along("activity_certificate", "certificate_id"),
        mover_insert=EVERY,
    ).may(
        area="select insert",
        org="select insert",
        self="select insert",
        mover="insert",
    ),
    "certificate_entry": rows(
        **along("activity_certificate", "certificate_id"),
    ).may(
        area="select",
        org="select insert update(activities, dues_paid_to, left_on)",
        self="select",
    ),
    "certificate_review": rows(
        **along("activity_certificate", "certificate_id"),
    ).may(
        area="select",
        org="select insert",
        self="select",
    ),
    "floating_registration": rows(
        area_all=HOME,
        # Seen with the home branch, also after the tree has moved.
        org_all=HOME,
        self_all=OWN,
        mover_all=EVERY,
    ).may(
        area="select",
        org="select insert update(end_reason, ended_on, last_contact_on, note, version)",
        self="select update(last_contact_on, version)",
        mover="select update(end_reason, ended_on, version)",
    ),
    "floating_contact": rows(
        **along("floating_registration", "registration_id"),
    ).may(
        area="select",
        org="select insert",
        self="select insert",
    ),
}
CALLERS = {
    "settle_certificates": "",
    "settle_floating": "",
    "settle_guests": "",
}
