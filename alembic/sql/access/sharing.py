"""Access: partners, their grants, what was disclosed, exports and subscriptions."""

from app.core.access import EVERY, IN_PLACE, OWN_PARTNER, along, either, may, rows, seen, setting

# A request always carries its partner; without one the process itself looks for what is queued or due.
OWN_PARTNER_OR_PROCESS = either(OWN_PARTNER, f"{setting('actor')} IS NULL")
# An application, and nothing that anybody else has to say: no state but the first, no approval given.
APPLICATION = (
    f"{OWN_PARTNER} AND state = 'requested' AND num_nonnulls(answer, supply_due_on) = 0 "
    "AND NOT jsonb_path_exists(approvals, '$.*?(@ != null)')"
)
SHOWN = (
    f"subjects @> ARRAY[{setting('person')}] AND (shown_from <= (at AT TIME ZONE 'Asia/Shanghai')::date "
    "OR shown_from <= (now() AT TIME ZONE 'Asia/Shanghai')::date)"
)

TABLES = {
    "partner": rows(
        area_select=EVERY,
        auth_all=EVERY,
        # Who a client is must be known before anybody acts; nothing in the row is secret or personal.
        sharing_select=EVERY,
    ).may(
        area="select",
        auth="select insert update",
        sharing="select",
    ),
    "partner_key": rows(
        worker_all=EVERY,
        sharing_all=OWN_PARTNER,
    ).may(
        worker="select(created_at) delete",
        sharing="select insert update(answer_cipher, etag, status)",
    ),
    "sharing_grant": rows(
        # The security administrator keeps the grants, the departments see those of their area.
        area_all=IN_PLACE,
        auth_all=EVERY,
        sharing_select=OWN_PARTNER,
        sharing_insert=APPLICATION,
        worker_select=EVERY,
    ).may(
        area="select update(answer, approvals, state, supply_due_on, version)",
        auth="select insert update",
        sharing="select insert",
        worker="select(content_version, id, state, valid_to)",
    ),
    "sharing_grant_step": rows(
        **along("sharing_grant", "grant_id", roles="area auth"),
    ).may(
        area="select insert",
        auth="select insert",
    ),
    "spent_assertion": may(
        worker="select delete",
        sharing="insert",
    ),
    "disclosure": rows(
        self_select=SHOWN,
        sharing_all=OWN_PARTNER,
    ).may(
        self="select(at, data_set, fields, id, operation, partner_name, purpose)",
        sharing="select insert",
    ),
    "export_job": rows(
        worker_all=EVERY,
        sharing_all=OWN_PARTNER_OR_PROCESS,
    ).may(
        worker="select(finished_at, grant_id, grant_version, id)",
        sharing=(
            "select insert update(as_of_seq, attempts, failure_code, failure_detail, finished_at, leased_until, "
            "started_at, state)"
        ),
    ),
    "export_file": rows(
        worker_all=EVERY,
        sharing_all=seen("export_job", "export_id"),
    ).may(
        worker="select(export_id) delete",
        sharing="select insert",
    ),
    "subscription": rows(
        sharing_all=OWN_PARTNER_OR_PROCESS,
    ).may(
        sharing=(
            "select insert update(dead_letters, grant_version, next_ring_at, position, previous_cipher, "
            "previous_until, reason, secret_cipher, state, url, version)"
        ),
    ),
    "subscription_delivery": rows(
        worker_all=EVERY,
        sharing_all=seen("subscription", "subscription_id"),
    ).may(
        worker="select(settled_at) delete",
        sharing="select insert update(attempts, due_at, last_fault, last_status, settled_at, state)",
    ),
}
