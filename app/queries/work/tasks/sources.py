"""The work list: what is due, for whom, when and why, computed from the records themselves under the row policies.

A noun adds its tasks by one line of `SOURCES`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.core.database import DatabaseRole
from app.queries.work.tasks import (
    activity_certificates,
    campaigns,
    correction_requests,
    development_files,
    elections,
    floating_registrations,
    formations,
    meetings,
    members,
    membership_decisions,
    organizing,
    sharing_grants,
    temporary_affiliations,
    transfers,
    transfers_due,
    yearly_duties,
)

AREA, ORG, SELF = DatabaseRole.AREA, DatabaseRole.ORG, DatabaseRole.SELF


@dataclass(frozen=True, slots=True)
class Source:
    """The tasks of a noun, and whose database roles may read every table that they are computed from."""

    statements: tuple[sa.Select[Any], ...]
    roles: Collection[DatabaseRole] = (AREA, ORG, SELF)


SOURCES = (
    Source(transfers.TASKS),
    Source(transfers_due.TASKS, roles=(AREA, ORG)),
    Source(temporary_affiliations.TASKS),
    Source(activity_certificates.TASKS),
    Source(floating_registrations.TASKS),
    Source(campaigns.TO_CLOSE, roles=(AREA,)),
    Source(campaigns.OUTSTANDING, roles=(ORG, SELF)),
    Source(correction_requests.TASKS, roles=(AREA,)),
    Source(organizing.SET_UP, roles=(AREA,)),
    Source(organizing.ADJUSTMENT, roles=(AREA, ORG)),
    Source(sharing_grants.TASKS, roles=(AREA,)),
    Source(yearly_duties.TASKS, roles=(ORG,)),
    # What a body may decide on somebody is no task of theirs; of applicants only the branch and those above it know.
    Source(members.TASKS, roles=(AREA, ORG)),
    # Of a case only branch and committee know, and the organization department; the bureau of the area does not.
    Source(membership_decisions.TASKS, roles=(ORG,)),
    Source(development_files.TASKS, roles=(ORG,)),
    Source(formations.TASKS, roles=(AREA, ORG)),
    Source(elections.TASKS, roles=(AREA, ORG)),
    # An area's bodies have the overview; some thousand branches on one list would hide everything else.
    Source(meetings.TASKS, roles=(ORG,)),
)


def tasks_for(role: DatabaseRole) -> Any:
    """Every task that the row policies show to a role, as one relation of the columns of `shape.task`."""
    shown = [statement for source in SOURCES if role in source.roles for statement in source.statements]
    return sa.union_all(*shown).subquery("task")
