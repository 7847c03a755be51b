"""A column of an official form is everywhere: entered, corrected, shown, imported, exported, somebody's to answer."""

from collections.abc import Iterator, Mapping

import pytest
from pydantic import BaseModel

from app.documents.columns import Column
from app.documents.forms import FORMS
from app.documents.reading import Row, Value
from app.models.imports import FormKind
from app.queries.workbooks.exports import FULL, MASKED
from app.rules.reference.authority import FIELDS
from app.schemas.organizations.party_orgs import OrgCreate, OrgRead, OrgUpdate
from app.schemas.people.members import MemberCreate, MemberRead, MemberUpdate
from app.schemas.practice.law_firms import FirmCreate, FirmRead, FirmUpdate
from app.schemas.practice.lawyers import LawyerCreate, LawyerRead, LawyerUpdate
from app.services.people.members import COLLECTED
from app.services.workbooks.imports.runner import FORM_IMPORTS
from app.services.workbooks.imports.staging import Importing, Judgement
from tests.support.clock import TODAY
from tests.support.keys import KEYRING

Shapes = tuple[type[BaseModel], type[BaseModel], type[BaseModel]]
NOUNS: Mapping[FormKind, tuple[str, Shapes]] = {
    FormKind.MEMBERS: ("member", (MemberCreate, MemberUpdate, MemberRead)),
    FormKind.LAWYERS: ("lawyer", (LawyerCreate, LawyerUpdate, LawyerRead)),
    FormKind.LAW_FIRMS: ("law_firm", (FirmCreate, FirmUpdate, FirmRead)),
    FormKind.PARTY_ORGS: ("party_org", (OrgCreate, OrgUpdate, OrgRead)),
}
PLACES = ("create", "update", "read", "import", "export", "authority")

_OTHER_WAYS: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("member", "id_number"): {
        "update": "corrected with a document",
        "read": "masked as id_masked; in full by its own route",
    },
    ("member", "sex"): {"create": "read from the number", "update": "read from the number"},
    ("member", "branch_name"): {
        "create": "org_id, or affiliation_name outside",
        "update": "changes by transfer",
        "read": "affiliation_name",
        "authority": "affiliation_name",
    },
    ("member", "home_address"): {"read": "has_home_address; nobody needs it in a list or record"},
    ("lawyer", "id_number"): {
        "update": "corrected with a document",
        "read": "masked as id_masked; in full by its own route",
    },
    ("lawyer", "sex"): {"create": "read from the number", "update": "read from the number"},
    ("lawyer", "practice_type"): {"update": "changes by POST .../practice, with its day"},
    ("lawyer", "firm_name"): {"create": "firm_id", "update": "changes by POST .../practice, with its day"},
    ("lawyer", "status"): {"create": "a lawyer is entered as practising"},
    ("party_org", "parent_name"): {"create": "parent_id", "update": "changes by move", "authority": "parent_id"},
    ("party_org", "unit_coverage"): dict.fromkeys(PLACES, "of the firms covered (firm_ids, units)"),
    ("party_org", "uscc"): dict.fromkeys(PLACES, "of the firms covered (firm_ids, units)"),
    ("party_org", "area_code"): {"update": "changes by move"},
    ("party_org", "founded_on"): {"update": "a fact of the founding"},
}
"""Where a column is under another name or changes in another way, and which."""


class Watched(dict[str, Value]):
    """The cells of a row, and which of them an importer reads; whether a required one is there is not reading."""

    def __init__(self, columns: Iterator[Column]) -> None:
        super().__init__({column.field: column.example for column in columns})
        self.seen: set[str] = set()

    def get(self, key: str, *default: object) -> object:  # type: ignore[override]
        self.seen |= set() if default else {key}
        return super().get(key, *default)


def read_by_importer(kind: FormKind) -> set[str]:
    form = FORMS[kind]
    unit = Watched(column for column in form.columns if column.field in form.repeated)
    cells = Watched(iter(form.columns))
    row = Row(number=4, cells=cells, unreadable={}, units=(Row(number=4, cells=unit, unreadable={}),))
    FORM_IMPORTS[kind](Importing(TODAY, KEYRING, "/51/"), Judgement()).take(row)
    return cells.seen | unit.seen


@pytest.mark.parametrize("kind", FormKind)
def test_every_column_is_entered_corrected_shown_imported_exported_and_somebodys(kind: FormKind) -> None:
    noun, (create, update, read) = NOUNS[kind]
    there = {
        "create": create.model_fields.keys(),
        "update": update.model_fields.keys(),
        "read": read.model_fields.keys(),
        "import": read_by_importer(kind),
        "export": FULL[kind].matches.selected_columns.keys(),
        "authority": FIELDS[noun].keys(),
    }
    for column in FORMS[kind].columns:
        missing = {place for place, fields in there.items() if column.field not in fields}
        known = _OTHER_WAYS.get((noun, column.field), {})
        assert missing <= known.keys(), f"{noun}.{column.field} is not in {sorted(missing - known.keys())}"
        stale = {place for place in known if place not in missing and len(known) < len(PLACES)}
        assert not stale, f"{noun}.{column.field} is in {sorted(stale)} after all"


def test_what_is_shown_in_part_is_shown_of_the_same_columns() -> None:
    for kind in FormKind:
        full, masked = (set(lists[kind].matches.selected_columns.keys()) for lists in (FULL, MASKED))
        assert full - masked <= {"home_address"}, kind


def test_every_fact_that_is_collected_of_a_member_is_on_the_form() -> None:
    assert set(COLLECTED) <= {column.field for column in FORMS[FormKind.MEMBERS].columns}
