"""Access: imports of workbooks and the rows that they could not take."""

from app.core.access import EVERY, OWN_ACCOUNT, rows, seen

TABLES = {
    "import_job": rows(
        area_all=OWN_ACCOUNT,
        worker_all=EVERY,
    ).may(
        area="select insert",
        worker="select update",
    ),
    "import_fault": rows(
        area_all=seen("import_job", "import_id"),
        worker_all=EVERY,
    ).may(
        area="select",
        worker="select insert delete",
    ),
}
