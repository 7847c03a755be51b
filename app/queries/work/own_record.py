"""Everything that is on record about a person, as one page for that person: under the policies of `huizhi_self`."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import select

from app.core.database import compile_query
from app.core.lists import rows_as_json
from app.queries.corrections import correction_requests
from app.queries.decisions import membership_decisions
from app.queries.development import development_files
from app.queries.life import appraisals, care_records, dues, mass_contacts, meetings, training_records
from app.queries.organizations import posts
from app.queries.people import members
from app.queries.practice import lawyers
from app.queries.stays import activity_certificates, floating_registrations, temporary_affiliations
from app.queries.transfers import transfers
from app.queries.work.tasks.transfers import HELD_BY


def _one(statement: Any) -> Any:
    found = statement.subquery()
    return select(sa.func.row_to_json(found.table_valued())).select_from(found).scalar_subquery()


def _newest_first(statement: Any, by: str = "created_at") -> Any:
    found = statement.subquery()
    return rows_as_json(select(found).order_by(found.c[by].desc()))


_parts: dict[str, Any] = {
    "member": _one(members.MEMBER),
    "lawyer": _one(lawyers.LAWYER),
    "affiliations": _newest_first(members.AFFILIATIONS.matches, "from_on"),
    "practices": rows_as_json(lawyers.PRACTICE_ROWS),
    "transfers": _newest_first(
        transfers.LIST.matches.add_columns(HELD_BY.label("held_by"), transfers.held_since.label("held_since"))
    ),
    "temporary_affiliations": _newest_first(temporary_affiliations.LIST.matches),
    "activity_certificates": _newest_first(activity_certificates.LIST.matches),
    "floating_registrations": _newest_first(floating_registrations.LIST.matches),
    "development_files": _newest_first(development_files.LIST.matches),
    "membership_decisions": _newest_first(membership_decisions.LIST.matches),
    "dues": _one(dues.OWN),
    "training_records": rows_as_json(training_records.OWN),
    "appraisals": rows_as_json(appraisals.OWN),
    "posts": rows_as_json(posts.OWN),
    "meetings": _newest_first(meetings.OWN, "held_on"),
    "care_records": _newest_first(care_records.OWN, "held_on"),
    "mass_contacts": _newest_first(mass_contacts.LIST.matches, "held_on"),
    "correction_requests": _newest_first(correction_requests.LIST.matches),
}
_arguments: list[Any] = []
for _name, _part in _parts.items():
    _arguments += [sa.literal_column(f"'{_name}'"), _part]
RECORD = compile_query(select(sa.cast(sa.func.json_build_object(*_arguments), sa.Text)))
"""Parameters: `person_id`, `today`. The lists need no condition: the policies show a person the own rows alone."""
