"""Access: development files from the application to the admission."""

from app.core.access import EVERY, OWN, Policy, either, rows, seen, setting

# A file is seen with its branch, wherever that stands in the tree. In a move the branch it goes to sees it as well, and
# with a member's transfer whoever sees the transfer once it was submitted; what was done before, after the move alone.
BRANCH = seen("party_org", "org_id")
NEXT_BRANCH = seen("party_org", "moving_to_id")
TRAVELLING = """EXISTS (
    SELECT FROM transfer t WHERE t.person_id = {table}.person_id AND t.submitted_on IS NOT NULL
        AND t.state IN ('submitted', 'branch_agreed', 'letter_issued', 'in_transit', 'accepted'))"""
ACCEPTED = f"""EXISTS (
    SELECT FROM transfer t WHERE t.person_id = {{table}}.person_id AND t.state = 'accepted'
        AND t.to_committee_id = {setting("org")})"""
FILE_OF_SEEN_ORG = (
    "EXISTS (SELECT FROM development_file f JOIN party_org o ON o.id = f.org_id WHERE f.id = {table}.file_id)"
)

TABLES = {
    "development_file": rows(
        area_select=either(BRANCH, NEXT_BRANCH, TRAVELLING),
        org_select=either(BRANCH, NEXT_BRANCH, TRAVELLING),
        org_insert=BRANCH,
        org_update=Policy("update", to="org", using=either(BRANCH, NEXT_BRANCH, ACCEPTED), check=BRANCH),
        self_select=OWN,
        mover_all=EVERY,
    ).may(
        area="select",
        org="select insert update",
        self="select",
        mover="select update(person_id)",
    ),
    "development_entry": rows(
        area_select=FILE_OF_SEEN_ORG,
        org_all=FILE_OF_SEEN_ORG,
        self_select=seen("development_file", "file_id"),
    ).may(
        area="select",
        org="select insert",
        self="select",
    ),
    "development_material": rows(
        area_select=seen("development_file", "file_id"),
        org_all=seen("development_file", "file_id"),
        self_select=seen("development_file", "file_id"),
    ).may(
        area="select",
        org="select insert update",
        self="select",
    ),
}
CALLERS = {
    "admit_member": "org",
}
