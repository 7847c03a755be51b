"""The official forms as data."""

import pytest

from app.documents.cells import WorkbookRefused
from app.documents.columns import CellKind, Column
from app.documents.forms import FORMS
from app.documents.headings import find_layout
from app.documents.reading import read_form
from app.models.imports import FormKind
from app.rules.people import id_number
from app.rules.practice import uscc
from app.rules.reference import codes
from app.rules.text import compact
from tests.support.workbook_files import sample

COLUMNS = [pytest.param(column, id=f"{kind}-{column.field}") for kind, form in FORMS.items() for column in form.columns]


@pytest.mark.parametrize("kind", FormKind)
def test_no_heading_and_no_alias_names_two_columns_of_a_form(kind: FormKind) -> None:
    spellings = [
        compact(spelling)
        for column in FORMS[kind].columns
        for spelling in {column.heading, *column.aliases.split()} - {""}
    ]
    assert len(spellings) == len(set(spellings))


@pytest.mark.parametrize("column", COLUMNS)
def test_what_a_drop_down_list_offers_and_what_the_example_shows_is_understood_on_import(column: Column) -> None:
    if column.table:
        for text in {*column.options, column.example}:
            assert codes.code_of(column.table, text), text
    if column.kind is CellKind.YES_NO:
        assert [codes.yes_no(text) for text in column.options] == [True, False]
    if column.options:
        assert column.example in column.options


@pytest.mark.parametrize("kind", FormKind)
def test_every_column_can_be_read_by_each_of_its_headings(kind: FormKind) -> None:
    columns = FORMS[kind].columns
    for column in columns:
        others = [other for other in columns if other is not column]
        for spelling in (column.heading, *column.aliases.split()):
            found = find_layout(kind, [[other.heading for other in others] + [spelling]])
            assert found is not None
            assert found[1].columns[-1] == (column, len(others))


@pytest.mark.parametrize("kind", FormKind)
@pytest.mark.parametrize("chosen", FormKind)
def test_a_workbook_of_another_form_is_refused_by_its_name(kind: FormKind, chosen: FormKind) -> None:
    if kind is chosen:
        return
    with pytest.raises(WorkbookRefused, match=FORMS[kind].title) as refusal:
        list(read_form(chosen, sample(kind)))
    assert refusal.value.code == "workbook_of_another_kind"


@pytest.mark.parametrize("kind", [FormKind.LAWYERS, FormKind.MEMBERS])
def test_the_person_of_the_examples_is_consistent(kind: FormKind) -> None:
    example = {column.field: column.example for column in FORMS[kind].columns}
    number = id_number.parse(example["id_number"])
    assert number.birth_date.isoformat() == example["birth_date"]
    assert codes.code_of("sex", example["sex"]) == number.sex


@pytest.mark.parametrize("kind", [FormKind.LAW_FIRMS, FormKind.PARTY_ORGS])
def test_the_credit_code_of_the_examples_is_valid(kind: FormKind) -> None:
    (code,) = (column.example for column in FORMS[kind].columns if column.kind is CellKind.USCC)
    assert uscc.validate(code) == code
