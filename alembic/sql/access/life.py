"""Access: meetings and the yearly duties, care, contact with the masses."""

from app.core.access import OF_SEEN_MEMBER, OF_SEEN_ORG, among, rows, seen

TABLES = {
    "meeting": rows(
        org_all=OF_SEEN_ORG,
        self_select=among("id", "meeting_attendance", key="meeting_id"),
    ).may(
        org="select insert update",
        self="select",
    ),
    "meeting_attendance": rows(
        org_all=seen("meeting", "meeting_id"),
        self_select=OF_SEEN_MEMBER,
    ).may(
        org="select insert update(absence) delete",
        self="select",
    ),
    "meeting_held": rows(
        area_select=OF_SEEN_ORG,
        org_all=OF_SEEN_ORG,
        self_select=among("meeting_id", "meeting_attendance", key="meeting_id"),
    ).may(
        # As with care: that it was held, not who was there.
        area="select(held_on, kind, meeting_id, org_id)",
        org="select insert delete",
        self="select",
    ),
    "life_programme": rows(
        org_all=OF_SEEN_ORG,
    ).may(
        org="select insert update",
    ),
    "member_dues": rows(
        org_all=OF_SEEN_MEMBER,
        self_select=OF_SEEN_MEMBER,
    ).may(
        org="select insert update",
        self="select",
    ),
    "training_record": rows(
        org_all=OF_SEEN_MEMBER,
        self_select=OF_SEEN_MEMBER,
    ).may(
        org="select insert update delete",
        self="select",
    ),
    "appraisal": rows(
        org_all=OF_SEEN_MEMBER,
        self_select=OF_SEEN_MEMBER,
    ).may(
        org="select insert update",
        self="select",
    ),
    "care_record": rows(
        area_select=OF_SEEN_ORG,
        org_all=OF_SEEN_ORG,
        self_select=OF_SEEN_MEMBER,
    ).may(
        # The bodies of an area see that something was held, and how often, never who was there or concerned.
        area="select(held_on, id, kind, org_id)",
        org="select insert update",
        self="select",
    ),
    "mass_contact": rows(
        area_select=OF_SEEN_ORG,
        org_all=OF_SEEN_ORG,
        self_select=OF_SEEN_MEMBER,
    ).may(
        # As with care: that it was held, not who was there.
        area="select(held_on, id, org_id)",
        org="select insert update",
        self="select",
    ),
}
