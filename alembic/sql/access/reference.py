"""Access: areas, departments, figures of the regulations, the calendar of working days."""

from app.core.access import may

TABLES = {
    "area": may(
        everyone="select",
    ),
    "department": may(
        everyone="select",
    ),
    "rule_figure": may(
        everyone="select",
    ),
    "calendar_year": may(
        everyone="select",
        auth="insert update",
    ),
    "calendar_day": may(
        everyone="select",
        auth="insert delete",
    ),
}
