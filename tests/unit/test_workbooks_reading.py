"""Reading the official forms as offices send them."""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from app.documents.cells import WorkbookRefused
from app.documents.forms import FORMS
from app.documents.reading import Row, read_form
from app.models.imports import FormKind
from tests.support.workbook_files import SAMPLES, sample, tampered, workbook

LAWYERS = ("姓名", "公民身份号码", "执业类别", "执业机构")
ZHANG = ("张三", "990000198308176973", "专职律师", "某某律师事务所")
LI = ("李四", "990000199810155419", "兼职律师", "某某律师事务所")
ORGS = ("党组织全称", "上级党组织名称", "组织类别", "党组织所在单位情况", "单位名称", "行政区划代码")
JOINT = ("中共某区联合支部", "中共某市委员会", "联合党支部", "联合支部", "甲律师事务所", "510104")


def lawyers(*rows: Sequence[object], **how: Any) -> list[Row]:
    return list(read_form(FormKind.LAWYERS, workbook(*rows, **how)))


def orgs(*rows: Sequence[object], **how: Any) -> list[Row]:
    return list(read_form(FormKind.PARTY_ORGS, workbook(ORGS, *rows, **how)))


def refusal(kind: FormKind, data: bytes) -> WorkbookRefused:
    with pytest.raises(WorkbookRefused) as refused:
        list(read_form(kind, data))
    return refused.value


def names_and_numbers(rows: Sequence[Row]) -> list[tuple[object, int]]:
    return [(row.cells["name"], row.number) for row in rows]


@pytest.mark.parametrize(
    ("kind", "records", "last_row"),
    [
        (FormKind.LAW_FIRMS, 61, 64),
        (FormKind.PARTY_ORGS, 38, 52),
        (FormKind.LAWYERS, 722, 725),
        (FormKind.MEMBERS, 246, 249),
    ],
)
def test_the_workbooks_of_a_city_are_read_to_the_last_row(kind: FormKind, records: int, last_row: int) -> None:
    rows = list(read_form(kind, sample(kind)))
    assert len(rows) == records
    assert rows[-1].number == last_row
    assert set(rows[0].cells) == {column.field for column in FORMS[kind].columns}
    assert not any(row.unreadable for row in rows)


def test_rows_have_the_numbers_that_the_office_sees() -> None:
    expected = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))
    refused = {row["why"]: row["row"] for row in expected["lawyers"]["rejected"]}
    rows = {row.number: row.cells for row in read_form(FormKind.LAWYERS, sample("lawyers"))}
    assert rows[refused["noname"]]["name"] is None
    assert rows[refused["nofirm"]]["firm_name"] == "不存在的律师事务所"
    assert rows[refused["fifteen"]]["id_number"] == "990000820529367"


def test_a_joint_branch_is_one_record_with_each_of_its_units_and_their_rows() -> None:
    rows = list(read_form(FormKind.PARTY_ORGS, sample("party_orgs")))
    joint = [row for row in rows if len(row.units) > 1]
    assert len(joint) == 8
    assert joint[0].cells["name"] == "中共成华区律师第29联合支部"
    assert [(unit.number, unit.cells["unit_name"]) for unit in joint[0].units] == [
        (33, "金诚000律师事务所"),
        (34, "衡和024律师事务所"),
        (35, "明石048律师事务所"),
        (36, "同义049律师事务所"),
    ]
    assert joint[0].units[3].cells["uscc"] == "31510100001000491X"
    same_as_superior = rows[4]
    assert same_as_superior.cells["unit_situation"] == "与上级党组织相同"
    assert same_as_superior.units == []


@pytest.mark.parametrize("how", ["blank", "merged", "repeated"])
def test_further_units_are_found_whether_the_organization_is_left_blank_merged_or_repeated(how: str) -> None:
    above = JOINT if how == "repeated" else ("",) * len(JOINT)
    more: Callable[[Any, Any], None] | None = None
    if how == "merged":

        def more(book: Any, sheet: Any) -> None:
            for column in (0, 1, 2, 3, 5):
                sheet.merge_range(1, column, 2, column, JOINT[column])

    rows = orgs(
        JOINT, (*above[:4], "乙律师事务所", above[5]), ("中共丙支部", "", "党支部", "法人单位", "丙", "1"), more=more
    )
    assert names_and_numbers(rows) == [("中共某区联合支部", 2), ("中共丙支部", 4)]
    assert [unit.cells["unit_name"] for unit in rows[0].units] == ["甲律师事务所", "乙律师事务所"]


def test_an_organization_whose_name_was_forgotten_is_no_unit_of_the_one_above() -> None:
    forgotten = ("", "中共别的委员会", "党支部", "法人单位", "乙律师事务所", "510104")
    assert names_and_numbers(orgs(JOINT, forgotten)) == [("中共某区联合支部", 2), (None, 3)]


def test_a_merged_cell_stands_in_each_of_its_rows() -> None:
    def merge(book: Any, sheet: Any) -> None:
        sheet.merge_range(1, 5, 2, 5, "某某律师事务所")

    rows = lawyers(LAWYERS, ZHANG, (*LI[:3], ""), (*LI[:3], ""), left=2, more=merge)
    assert [row.cells["firm_name"] for row in rows] == ["某某律师事务所", "某某律师事务所", None]


def test_rows_without_content_are_left_out_though_numbered_or_merged() -> None:
    def merge(book: Any, sheet: Any) -> None:
        sheet.merge_range(1, 4, 3, 4, "某某律师事务所")

    rows = lawyers(("序号", *LAWYERS), (1, *ZHANG), (2, " ", "　", "", ""), (), (4, *LI), more=merge)
    assert names_and_numbers(rows) == [("张三", 2), ("李四", 5)]


def test_headings_are_found_below_other_rows_and_right_of_empty_columns() -> None:
    rows = lawyers((), ("某市律师情况",), (), ("填报单位：某局",), LAWYERS, (), ZHANG, left=5)
    assert names_and_numbers(rows) == [("张三", 7)]


def test_columns_stand_in_any_order_among_columns_nobody_asked_for() -> None:
    headings = ("备注", "执业机构", "执业类别", "工龄", "公民身份号码", "姓名")
    (row,) = lawyers(headings, ("很好", "甲所", "专职律师", 3, ZHANG[1], "张三"))
    assert row.cells == {
        "firm_name": "甲所",
        "practice_type": "专职律师",
        "id_number": ZHANG[1],
        "name": "张三",
    }


@pytest.mark.parametrize(
    "heading",
    [
        *(
            "公民身份号码",
            "身份证号",
            "身份证号码",
            " 公民 身份\n号码 ",
            "公民身份号码*",
            "＊公民身份号码",
            "公民身份号码：",
        ),
        *("身份证号（18位）", "身份证号码(必填)*", "公民身份证号\u200b"),
    ],
)
def test_headings_are_known_in_the_spellings_of_offices(heading: str) -> None:
    (row,) = lawyers(("姓名", heading, "执业类别", "执业机构"), ZHANG)
    assert row.cells["id_number"] == ZHANG[1]


def test_a_bracketed_remark_does_not_turn_the_landline_into_the_mobile() -> None:
    headings = ("姓名", "身份证号", "人员类别", "所在党支部", "入党日期", "联系电话（固定）", "联系电话 (手机)")
    data = workbook(headings, ("张三", ZHANG[1], "正式党员", "某支部", "2010-07-01", "028-1", "199"))
    (row,) = read_form(FormKind.MEMBERS, data)
    assert (row.cells["phone"], row.cells["mobile"]) == ("028-1", "199")


def test_the_sheet_with_the_headings_is_found_among_others_and_hidden_ones_do_not_count() -> None:
    def more(book: Any, sheet: Any) -> None:
        for name, hidden in (("旧数据", True), ("数据", False), ("空表", False)):
            other = book.add_worksheet(name)
            other.write_row(2, 1, LAWYERS)
            if name != "空表":
                other.write_row(3, 1, LI if hidden else ZHANG)
            if hidden:
                other.hide()

    assert names_and_numbers(lawyers(("目录",), more=more)) == [("张三", 4)]


def test_two_sheets_with_records_are_refused_by_their_names() -> None:
    def more(book: Any, sheet: Any) -> None:
        other = book.add_worksheet("另一张")
        other.write_row(0, 0, LAWYERS)
        other.write_row(1, 0, LI)

    refused = refusal(FormKind.LAWYERS, workbook(LAWYERS, ZHANG, more=more))
    assert refused.code == "workbook_sheets_ambiguous"
    assert "“表”" in str(refused)
    assert "“另一张”" in str(refused)


def test_cells_come_as_text_dates_and_numbers_of_date_columns() -> None:
    headings = (*LAWYERS, "手机号码", "出生日期", "首次执业日期", "政治面貌", "民族")

    def more(book: Any, sheet: Any) -> None:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_datetime(1, 5, dt.datetime(1983, 8, 17, 8, 30), day)  # noqa: DTZ001
        sheet.write_datetime(2, 5, dt.datetime(1983, 8, 17), day)  # noqa: DTZ001
        sheet.write_formula(1, 7, '=IF(1,"群众","")', None, "群众")
        sheet.write_rich_string(1, 8, "汉", book.add_format({"bold": True}), "族")
        sheet.write_datetime(2, 8, dt.datetime(2024, 5, 1), day)  # noqa: DTZ001

    rows = lawyers(headings, (*ZHANG, 19922118833, "", 41476), (" 李四\n", *LI[1:], 12.5, "", 20130721), more=more)
    first, second = rows[0].cells, rows[1].cells
    assert (first["mobile"], first["birth_date"], first["first_practised_on"]) == (
        "19922118833",
        dt.date(1983, 8, 17),
        41476,
    )
    assert (first["political_status"], first["ethnic_group"]) == ("群众", "汉族")
    assert (second["name"], second["mobile"], second["birth_date"]) == ("李四", "12.5", dt.date(1983, 8, 17))
    assert (second["first_practised_on"], second["ethnic_group"]) == (20130721, "2024-05-01")
    assert second["political_status"] is None


def test_a_truth_value_is_read_as_yes_or_no() -> None:
    headings = ("律师事务所名称", "统一社会信用代码", "组织形式", "行政区划代码", "是否重点律师事务所")
    data = workbook(headings, ("甲所", "1", "个人", "510104", True), ("乙所", "2", "个人", "510104", False))
    assert [row.cells["is_key_firm"] for row in read_form(FormKind.LAW_FIRMS, data)] == ["是", "否"]


def test_a_number_that_lost_digits_is_named_instead_of_read() -> None:
    (row,) = lawyers(LAWYERS, ("张三", 990000198308176973, "专职律师", "甲所"))
    assert row.cells["id_number"] is None
    assert "15位" in row.unreadable["id_number"]
    assert row.unreadable.keys() == {"id_number"}


def test_the_error_of_a_formula_is_named_instead_of_read_as_empty() -> None:
    errors = ("#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?")

    def more(book: Any, sheet: Any) -> None:
        for row, error in enumerate(errors, 4):
            sheet.write_row(row, 2, ZHANG)
            sheet.write_formula(row, 5, '=VLOOKUP(C5,别处!A:B,2,0)&"<>"', None, error)

    rows = lawyers((), (), (), LAWYERS, *[()] * 5, ZHANG, left=2, more=more)
    assert [(row.number, row.unreadable.get("firm_name")) for row in rows] == [
        *((number, f"单元格显示公式错误 {error}，请改填实际内容") for number, error in enumerate(errors, 5)),
        (10, None),
    ]
    assert rows[0].cells["firm_name"] is None


@pytest.mark.parametrize("into", [1, 20, 60])
def test_the_error_of_a_formula_is_found_wherever_in_a_large_sheet_it_stands(into: int) -> None:
    def more(book: Any, sheet: Any) -> None:
        sheet.write_formula(1, 3, "=A9", None, "#REF!")

    def padded(xml: bytes) -> bytes:
        start, row = xml.index(b'<c r="D2"'), xml.index(b'<row r="2"')
        return xml[:row] + b" " * ((1 << 20) - start - into) + xml[row:]

    data = tampered(workbook(LAWYERS, ZHANG, more=more), {"xl/worksheets/sheet1.xml": padded})
    (row,) = read_form(FormKind.LAWYERS, data)
    assert row.unreadable.keys() == {"firm_name"}


def test_a_row_that_shows_nothing_but_errors_is_a_record_not_an_empty_row() -> None:
    def more(book: Any, sheet: Any) -> None:
        sheet.write_formula(1, 0, "=A9", None, "#REF!")

    (row,) = lawyers(LAWYERS, more=more)
    assert row.unreadable.keys() == {"name"}


def test_an_organization_whose_name_is_an_error_is_no_unit_of_the_one_above() -> None:
    def more(book: Any, sheet: Any) -> None:
        sheet.write_formula(2, 0, "=A9", None, "#REF!")

    rows = orgs(JOINT, ("", "", "", "", "乙律师事务所", ""), more=more)
    assert [(row.number, list(row.unreadable)) for row in rows] == [(2, []), (3, ["name"])]


def test_a_wrong_unit_cell_of_a_joint_branch_is_named_at_its_own_row() -> None:
    def more(book: Any, sheet: Any) -> None:
        sheet.write_formula(2, 4, "=E9", None, "#REF!")

    (row,) = orgs(JOINT, ("", "", "", "", "", ""), more=more)
    assert [unit.unreadable.keys() for unit in row.units] == [set(), {"unit_name"}]


def test_missing_required_headings_are_named() -> None:
    refused = refusal(FormKind.LAWYERS, workbook(("姓名", "性别", "执业类别", "手机号码"), ("张三",)))
    assert refused.code == "workbook_headings_missing"
    assert "“公民身份号码”、“执业机构”" in str(refused)
    assert "姓名" not in str(refused)


def test_a_workbook_without_any_headings_is_told_to_use_the_template() -> None:
    for data in (workbook(), workbook(("随便", "什么")), workbook(*[("标题",)] * 30, LAWYERS)):
        refused = refusal(FormKind.LAWYERS, data)
        assert refused.code == "workbook_headings_missing"
        assert "《律师信息采集表》" in str(refused)


def test_a_field_with_two_columns_is_refused() -> None:
    refused = refusal(FormKind.LAWYERS, workbook((*LAWYERS, "身份证号"), (*ZHANG, "另一个")))
    assert refused.code == "workbook_headings_duplicate"
    assert "公民身份号码" in str(refused)


def test_a_form_without_records_is_read_as_such() -> None:
    assert lawyers(LAWYERS) == []


def test_absolute_part_names_of_other_programs_are_read() -> None:
    data = tampered(
        workbook(LAWYERS, ZHANG),
        {"xl/_rels/workbook.xml.rels": lambda xml: xml.replace(b'"worksheets/', b'"/xl/worksheets/')},
    )
    assert names_and_numbers(list(read_form(FormKind.LAWYERS, data))) == [("张三", 2)]
