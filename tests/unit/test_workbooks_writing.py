"""Templates, exports and the refused rows back, read again as an office would send them."""

import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from app.documents import writing
from app.documents.columns import CellKind
from app.documents.forms import FORMS
from app.documents.formula_guard import as_meant, made_inert
from app.documents.reading import Row, read_form
from app.documents.writing import RowFault, errors_xlsx, export_xlsx, template_xlsx
from app.models.imports import FormKind
from tests.support.workbook_files import SAMPLES, sample, tampered, workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=40).map(str.strip)
MEMBER = {"name": "张三", "id_number": "990000198308176973", "category": "正式党员", "branch_name": "中共某支部"}


def part(data: bytes, name: str) -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return ET.fromstring(archive.read(name))  # noqa: S314 - our own


def raw(data: bytes, sheet: int = 0) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(sheet).to_python(skip_empty_area=False)


def records(rows: Sequence[Row]) -> list[dict[str, Any]]:
    return [{**row.cells, "units": [unit.cells for unit in row.units]} for row in rows]


def names_back(texts: Sequence[str]) -> list[object]:
    members = [{**MEMBER, "home_address": text, "admitted_on": dt.date(2010, 7, 1)} for text in texts]
    return [
        row.cells["home_address"] for row in read_form(FormKind.MEMBERS, export_xlsx(FormKind.MEMBERS, members, "x"))
    ]


def style(data: bytes, cell: str) -> tuple[str, str | None]:
    """The number format of a cell and the colour behind it."""
    (found,) = (element for element in part(data, SHEET).iter(f"{MAIN}c") if element.get("r") == cell)
    return style_of(data, int(found.get("s", "0")))


def style_of(data: bytes, index: int) -> tuple[str, str | None]:
    styles = part(data, STYLES)
    (formats,) = styles.iter(f"{MAIN}cellXfs")
    look = formats[index]
    codes = {element.get("numFmtId"): element.get("formatCode", "") for element in styles.iter(f"{MAIN}numFmt")}
    number = look.get("numFmtId")
    (fills,) = styles.iter(f"{MAIN}fills")
    colour = fills[int(look.get("fillId", "0"))].find(f".//{MAIN}fgColor")
    return codes.get(number, {"49": "@"}.get(number or "", "")), None if colour is None else colour.get("rgb")


def comments_of(data: bytes) -> dict[str, str]:
    comments = part(data, "xl/comments1.xml").iter(f"{MAIN}comment")
    return {comment.get("ref", ""): "".join(comment.itertext()) for comment in comments}


@pytest.mark.parametrize("kind", FormKind)
def test_the_template_has_the_official_headings_in_row_3_and_no_records(kind: FormKind) -> None:
    data = template_xlsx(kind)
    rows = raw(data)
    assert rows[0][0] == FORMS[kind].title
    assert rows[1][0].startswith("填报单位：")
    assert rows[2] == raw(sample(kind))[2]
    assert list(read_form(kind, data)) == []


@pytest.mark.parametrize("kind", FormKind)
def test_a_template_with_the_example_filled_in_is_read_as_it_was_filled_in(kind: FormKind) -> None:
    cells = "".join(
        f'<c r="{chr(66 + index)}4" t="inlineStr"><is><t>{column.example}</t></is></c>'
        for index, column in enumerate(FORMS[kind].columns)
    )
    row = f'<row r="4">{cells}</row></sheetData>'.encode()
    data = tampered(template_xlsx(kind), {SHEET: lambda xml: xml.replace(b"</sheetData>", row)})
    (found,) = read_form(kind, data)
    assert found.cells == {column.field: column.example for column in FORMS[kind].columns}


@pytest.mark.parametrize("kind", FormKind)
def test_the_template_keeps_long_numbers_as_text_and_formats_dates(kind: FormKind) -> None:
    data = template_xlsx(kind)
    looks = [style_of(data, int(column.get("style", "0")))[0] for column in part(data, SHEET).iter(f"{MAIN}col")][1:]
    expected = ["yyyy-mm-dd" if column.kind is CellKind.DATE else "@" for column in FORMS[kind].columns]
    assert looks == expected


@pytest.mark.parametrize("kind", FormKind)
def test_the_template_offers_the_values_of_each_code_and_explains_each_column(kind: FormKind) -> None:
    data = template_xlsx(kind)
    columns = FORMS[kind].columns
    rules = list(part(data, SHEET).iter(f"{MAIN}dataValidation"))
    assert [rule.get("promptTitle") for rule in rules] == [column.heading for column in columns]
    lists = list(zip(*raw(data, 2), strict=True))
    for index, (column, rule) in enumerate(zip(columns, rules, strict=True)):
        assert (rule.get("type") == "list") is bool(column.options)
        if column.options:
            source = rule.findtext(f"{MAIN}formula1")
            letter = chr(66 + index)
            assert source == f"选项!${letter}$1:${letter}${len(column.options)}"
            assert tuple(filter(None, lists[index + 1])) == column.options
    explained = raw(data, 1)[1 : len(columns) + 1]
    assert [row[:4] for row in explained] == [
        [column.heading, "必填" if column.required else "", column.meaning, column.example] for column in columns
    ]


@pytest.mark.parametrize("kind", FormKind)
def test_an_export_can_be_imported_again(kind: FormKind) -> None:
    rows = list(read_form(kind, sample(kind)))
    again = list(read_form(kind, export_xlsx(kind, records(rows), "导出")))
    assert records(again) == records(rows)


def test_an_export_takes_truth_values_dates_and_absent_values() -> None:
    member = {**MEMBER, "admitted_on": dt.date(1950, 7, 1), "lost_contact": True, "is_floating": False, "phone": None}
    data = export_xlsx(FormKind.MEMBERS, iter([member]), "某市党员名册")
    (row,) = read_form(FormKind.MEMBERS, data)
    assert raw(data)[0][0] == "某市党员名册"
    assert (row.cells["lost_contact"], row.cells["is_floating"], row.cells["phone"]) == ("是", "否", None)
    assert row.cells["admitted_on"] == dt.date(1950, 7, 1)


@settings(max_examples=8, deadline=None)
@given(texts=st.lists(TEXTS, min_size=1, max_size=200))
@example(texts=["=1+1", "'=1+1", "''=1", "'", "+86", "-", "@a", "＝1", "=cmd|' /C calc'!A0", "'张三"])
@example(texts=["_x0041_", "_x005F_x0041_", "a\rb", "a\x01b", "<b>&amp;]]>", "㛃𠮷平", "扎西·多吉", "１２３", "a\x85b"])
def test_any_text_that_is_exported_is_imported_as_the_same_text(texts: list[str]) -> None:
    assert names_back(texts) == [text or None for text in texts]


@settings(max_examples=4, deadline=None)
@given(days=st.lists(st.dates(dt.date(1900, 3, 1), dt.date(9999, 12, 31)), min_size=1, max_size=200))
def test_any_day_that_is_exported_is_imported_as_the_same_day(days: list[dt.date]) -> None:
    members = [{**MEMBER, "admitted_on": day} for day in days]
    rows = read_form(FormKind.MEMBERS, export_xlsx(FormKind.MEMBERS, members, "x"))
    assert [row.cells["admitted_on"] for row in rows] == days


def test_a_day_that_spreadsheets_miscount_is_exported_as_text() -> None:
    data = export_xlsx(FormKind.MEMBERS, [{**MEMBER, "birth_date": dt.date(1900, 2, 28)}], "x")
    assert [row.cells["birth_date"] for row in read_form(FormKind.MEMBERS, data)] == ["1900-02-28"]


@given(text=st.text() | st.text(alphabet="'=+-@\t＝a"))
def test_no_text_is_exported_that_begins_like_a_formula_and_none_is_confused_with_another(text: str) -> None:
    exported = made_inert(text)
    assert not exported.startswith(FORMULA_STARTS)
    assert as_meant(exported) == text


def test_an_export_holds_no_formula() -> None:
    members = [{**dict.fromkeys(MEMBER, start + "1+1"), "admitted_on": start} for start in FORMULA_STARTS]
    for title in ("=1+1", "{=1+1}"):
        data = export_xlsx(FormKind.MEMBERS, members, title)
        elements = {element.tag for element in part(data, SHEET).iter()}
        assert f"{MAIN}c" in elements
        assert f"{MAIN}f" not in elements
        cells = [cell for row in raw(data) for cell in row if isinstance(cell, str)]
        assert not any(cell.startswith(FORMULA_STARTS) for cell in cells)


def test_refused_rows_come_back_marked_explained_and_ready_for_another_upload() -> None:
    expected = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))["lawyers"]["rejected"]
    fields = {column.heading: column.field for column in FORMS[FormKind.LAWYERS].columns}
    faults = [RowFault(row["row"], [fields[name] for name in row["fields"]], f"原因{row['why']}") for row in expected]
    data = errors_xlsx(FormKind.LAWYERS, sample("lawyers"), faults)
    refused = {row["row"] for row in expected}
    sent = [row.cells for row in read_form(FormKind.LAWYERS, sample("lawyers")) if row.number in refused]
    assert [row.cells for row in read_form(FormKind.LAWYERS, data)] == sent
    assert raw(data)[2] == [*raw(sample("lawyers"))[2], "错误说明"]
    assert [row[-1] for row in raw(data)[3:]] == [f"原表第{row['row']}行：原因{row['why']}" for row in expected]
    comments = {
        comment.get("ref"): "".join(comment.itertext())
        for comment in part(data, "xl/comments1.xml").iter(f"{MAIN}comment")
    }
    headings = raw(data)[2]
    places = {chr(65 + headings.index(row["fields"][0])) + str(at): row["why"] for at, row in enumerate(expected, 4)}
    assert {place: text.removeprefix("原因") for place, text in comments.items()} == places
    coloured = {
        element.get("r")
        for element in part(data, SHEET).iter(f"{MAIN}c")
        if re.search("[4-9]$", element.get("r", "")) and style_of(data, int(element.get("s", "0")))[1] == "FFFFC7CE"
    }
    assert coloured == set(places)


def test_several_faults_of_a_row_are_told_together_and_each_at_its_cell() -> None:
    faults = [
        RowFault(4, ["uscc"], "校验码不符"),
        RowFault(4, ["uscc", "name"], "重复"),
        RowFault(4, ["address"], "重复"),
        RowFault(4, ["covering_org_id"], "另有一事"),
        RowFault(999, ["name"], "没有这一行"),
    ]
    data = errors_xlsx(FormKind.LAW_FIRMS, sample("law_firms"), faults)
    assert len(raw(data)) == 4
    assert raw(data)[3][-1] == "原表第4行：校验码不符；重复；另有一事"
    assert comments_of(data) == {"B4": "重复", "C4": "校验码不符\n重复", "E4": "重复"}


def test_beyond_thousands_of_comments_cells_are_only_coloured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_MOST_COMMENTS", 1)
    faults = [RowFault(row, ["name"], "重复") for row in (4, 5)]
    data = errors_xlsx(FormKind.LAW_FIRMS, sample("law_firms"), faults)
    assert comments_of(data) == {"B4": "重复"}
    assert style(data, "B5")[1] == "FFFFC7CE"
    assert raw(data)[4][-1] == "原表第5行：重复"


def test_an_organization_whose_own_row_names_no_unit_comes_back_with_all_of_them() -> None:
    headings = ("党组织全称", "组织类别", "党组织所在单位情况", "单位名称", "行政区划代码")
    org = ("中共联合支部", "联合党支部", "联合支部", "", "510104")
    source = workbook(headings, org, ("", "", "", "甲所", ""), ("", "", "", "乙所", ""))
    (row,) = read_form(FormKind.PARTY_ORGS, errors_xlsx(FormKind.PARTY_ORGS, source, [RowFault(3, ["uscc"], "未填")]))
    assert [unit.cells["unit_name"] for unit in row.units] == ["甲所", "乙所"]


def test_a_joint_branch_comes_back_whole_with_the_fault_at_its_unit() -> None:
    data = errors_xlsx(FormKind.PARTY_ORGS, sample("party_orgs"), [RowFault(35, ["uscc"], "律师事务所未登记")])
    (row,) = read_form(FormKind.PARTY_ORGS, data)
    before = next(row for row in read_form(FormKind.PARTY_ORGS, sample("party_orgs")) if row.number == 33)
    assert records([row]) == records([before])
    assert [line[-1] for line in raw(data)[3:]] == ["", "", "原表第35行：律师事务所未登记", ""]
    assert style(data, "L6")[1] == "FFFFC7CE"
    assert style(data, "L5")[1] != "FFFFC7CE"


def test_what_could_not_be_read_comes_back_empty_and_all_else_as_it_was() -> None:
    sent = {"姓名": "张三", "公民身份号码": 9.9e17, "执业类别": "专职", "执业机构": "=甲所", "出生日期": 41476}
    source = workbook(tuple(sent), tuple(sent.values()))
    data = errors_xlsx(FormKind.LAWYERS, source, [RowFault(2, ["id_number"], "数字超过15位")])
    (row,) = read_form(FormKind.LAWYERS, data)
    assert row.cells["id_number"] is None
    assert row.cells["firm_name"] == "=甲所"
    assert row.cells["birth_date"] == dt.date(2013, 7, 21)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(template_xlsx(FormKind.MEMBERS), id="template"),
        pytest.param(export_xlsx(FormKind.MEMBERS, [{**MEMBER, "name": "<&>\"'"}], "<&>"), id="export"),
        pytest.param(errors_xlsx(FormKind.LAW_FIRMS, sample("law_firms"), [RowFault(4, ["name"], "<&>")]), id="errors"),
    ],
)
def test_every_part_of_what_is_written_is_well_formed_and_named_once(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        assert len(names) == len(set(names))
        assert archive.testzip() is None
        for name in names:
            ET.fromstring(archive.read(name))  # noqa: S314 - our own
        assert "[Content_Types].xml" in names
