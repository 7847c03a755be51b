"""Access: the ledger of changes, its Merkle tree, who looked at whose record."""

from app.core.access import EVERY, Policy, may, rows, seen, setting, within

# Whoever may read a receipt may see its own entry in the log, also where an organization moved since, and its salt.
SALT_OF_RECEIPT = (
    "EXISTS (SELECT FROM change c JOIN receipt r ON r.transfer_id = c.entity_id "
    "WHERE c.id = {table}.change_id AND c.entity = 'receipt')"
)
# The entry of an own disclosure, and its salt: with them a partner proves offline what it was given.
SALT_OF_DISCLOSURE = (
    "EXISTS (SELECT FROM change c JOIN disclosure d ON d.id = c.entity_id "
    "WHERE c.id = {table}.change_id AND c.entity = 'disclosure')"
)

TABLES = {
    "change": rows(
        area_select=within("place_after", "place_before"),
        area_insert=EVERY,
        receipt_select=Policy(
            "select",
            to="area org self",
            using=f"entity = 'receipt' AND {seen('receipt', 'entity_id', key='transfer_id')}",
        ),
        org_select=within("party_after", "party_before"),
        org_insert=EVERY,
        self_select=f"entity_id = {setting('person')}",
        self_insert=EVERY,
        auth_insert=EVERY,
        mover_select=EVERY,
        mover_insert=EVERY,
        worker_all=EVERY,
        # A partner's own requests stay in its feed even where their record has left its scope.
        sharing_correction=Policy(
            "select", to="sharing", using=f"entity = 'correction_request' AND {seen('correction_request', 'entity_id')}"
        ),
        sharing_own=Policy(
            "select", to="sharing", using=f"entity = 'disclosure' AND {seen('disclosure', 'entity_id')}"
        ),
        sharing_select=within("place_before", "place_after"),
        sharing_insert=EVERY,
    ).may(
        area="select insert",
        org="select insert",
        self="select insert",
        auth="insert",
        mover="select(at, seq) insert",
        worker="select update(seq)",
        sharing="select insert",
    ),
    "change_salt": rows(
        granted_insert=Policy("insert", to="public", check=EVERY),
        receipt_select=Policy("select", to="area org self", using=SALT_OF_RECEIPT),
        sharing_select=SALT_OF_DISCLOSURE,
    ).may(
        area="select insert",
        org="select insert",
        self="select insert",
        auth="insert",
        mover="insert",
        sharing="select insert",
    ),
    "merkle_node": may(
        area="select",
        org="select",
        self="select",
        auth="select",
        worker="select insert",
        sharing="select",
    ),
    "checkpoint": may(
        area="select",
        org="select",
        self="select",
        auth="select",
        worker="select insert",
        sharing="select",
    ),
    "access": may(
        area="insert",
        org="insert",
        self="insert",
        auth="insert",
        worker="insert",
    ),
}
VIEWS = {
    "own_access": may(
        self="select",
    ),
}
CALLERS = {
    "feed_head": "sharing",
}
