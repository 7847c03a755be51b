"""Hostile workbooks: each is read or refused with a remedy, and none takes the process down."""

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from app.documents import reading
from app.documents.cells import WorkbookRefused
from app.documents.reading import Row, read_form
from app.models.imports import FormKind
from tests.support.workbook_files import sample, tampered, workbook

HEADINGS = ("姓名", "公民身份号码", "执业类别", "执业机构")
ZHANG = ("张三", "990000198308176973", "专职律师", "某某律师事务所")
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
OLD_FORMAT = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
ENTITIES = (
    b'<!DOCTYPE sst [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d SYSTEM "file:///etc/hostname">]>'
)


def read(data: bytes) -> list[Row]:
    return list(read_form(FormKind.LAWYERS, data))


def refusal(data: bytes) -> WorkbookRefused:
    with pytest.raises(WorkbookRefused) as refused:
        read(data)
    return refused.value


def with_sheet(change: Callable[[bytes], bytes]) -> bytes:
    return tampered(workbook(HEADINGS, ZHANG), {SHEET: change})


def without_part(data: bytes, name: str) -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(result, "w") as target:
        for part in source.namelist():
            if part != name:
                target.writestr(part, source.read(part))
    return result.getvalue()


def with_directory_entry(data: bytes, offset: int, form: str, value: int) -> bytes:
    """The archive with one number of its first central directory entry replaced."""
    changed = bytearray(data)
    struct.pack_into(form, changed, data.index(b"PK\x01\x02") + offset, value)
    return bytes(changed)


def readers() -> list[str]:
    """The reader processes of this one that are still there."""
    numbers = " ".join(path.read_text() for path in Path("/proc/self/task").glob("*/children")).split()
    commands = [Path(f"/proc/{number}/cmdline") for number in numbers]
    return [text for path in commands if path.exists() and "cell_reader" in (text := path.read_text())]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param("姓名,公民身份号码\n张三,1\n".encode("gb18030"), id="csv"),
        pytest.param(OLD_FORMAT, id="xls"),
        pytest.param(b"PK\x03\x04" + bytes(100), id="no archive"),
        pytest.param(sample("law_firms")[:5000], id="cut off"),
        pytest.param(without_part(sample("law_firms"), "xl/workbook.xml"), id="another archive"),
        pytest.param(without_part(sample("law_firms"), SHEET), id="without its sheet"),
        pytest.param(without_part(sample("law_firms"), "xl/_rels/workbook.xml.rels"), id="without relations"),
        pytest.param(with_sheet(lambda xml: xml[:-40]), id="half a sheet"),
        pytest.param(with_sheet(lambda xml: xml.replace(b"<v>1</v>", b"<v>99</v>")), id="no such string"),
        pytest.param(with_sheet(lambda xml: xml.replace(b'"A2"', b'"ZZZZZZZZ99999999999"')), id="no such cell"),
    ],
)
def test_what_is_no_workbook_is_refused_with_the_remedy(data: bytes) -> None:
    refused = refusal(data)
    assert refused.code == "workbook_unreadable"
    assert "另存为 .xlsx" in str(refused)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(OLD_FORMAT + "EncryptedPackage".encode("utf-16-le"), id="by the office program"),
        pytest.param(with_directory_entry(sample("law_firms"), 8, "<H", 1), id="by the archive"),
    ],
)
def test_a_workbook_with_a_password_is_refused_as_such(data: bytes) -> None:
    assert refusal(data).code == "workbook_encrypted"


def test_an_archive_that_unpacks_to_more_than_a_gigabyte_is_refused_before_it_is_unpacked() -> None:
    assert refusal(with_directory_entry(sample("law_firms"), 24, "<L", 1 << 31)).code == "workbook_too_large"


def test_an_archive_of_thousands_of_parts_is_refused() -> None:
    parts: dict[str, Callable[[bytes], bytes]] = {f"xl/media/{n}.xml": lambda _: b"x" for n in range(2001)}
    assert refusal(tampered(workbook(HEADINGS, ZHANG), parts)).code == "workbook_too_large"


@pytest.mark.parametrize("far", [(1048575, 16383), (199999, 16383), (1048575, 700)])
def test_a_sheet_spread_over_billions_of_cells_is_refused_and_the_process_lives(far: tuple[int, int]) -> None:
    def more(book: Any, sheet: Any) -> None:
        sheet.write(*far, "远")

    assert refusal(workbook(HEADINGS, ZHANG, more=more)).code == "workbook_too_large"
    assert readers() == []


def test_a_million_blank_but_formatted_rows_are_left_out() -> None:
    blank = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(3, 1_000_003))
    rows = read(with_sheet(lambda xml: xml.replace(b"</sheetData>", blank + b"</sheetData>")))
    assert [row.number for row in rows] == [2]


@settings(max_examples=12, deadline=None)
@given(
    place=st.floats(0, 1, exclude_max=True),
    junk=st.binary(max_size=8) | st.sampled_from([b"<", b">", b'"', b"&", b"99999999", b"XFD1048576", b"-1", b"NaN"]),
    damaged=st.sampled_from([None, SHEET, STRINGS, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"]),
)
def test_a_damaged_workbook_is_read_or_refused_but_nothing_else(place: float, junk: bytes, damaged: str | None) -> None:
    def damage(content: bytes) -> bytes:
        at = int(place * len(content))
        return content[:at] + junk + content[at + len(junk) :]

    whole = workbook(HEADINGS, ZHANG)
    try:
        rows = read(tampered(whole, {damaged: damage}) if damaged else damage(whole))
    except WorkbookRefused as refused:
        note(refused.code)
    else:
        assert len(rows) <= 2


@pytest.mark.parametrize("entity", [b"&c;", b"&d;"])
@pytest.mark.parametrize(
    ("part", "place", "text"),
    [
        (STRINGS, "<t>张三</t>".encode(), b"<t>%s</t>"),
        (SHEET, b'<c r="A2" t="s"><v>4</v></c>', b'<c r="A2" t="inlineStr"><is><t>%s</t></is></c>'),
    ],
)
def test_entities_are_neither_expanded_nor_fetched(part: str, place: bytes, text: bytes, entity: bytes) -> None:
    def with_entities(xml: bytes) -> bytes:
        declaration, body = xml.split(b"?>", 1)
        assert place in body
        return declaration + b"?>" + ENTITIES + body.replace(place, text % entity)

    assert refusal(tampered(workbook(HEADINGS, ZHANG), {part: with_entities})).code == "workbook_unreadable"


def test_more_rows_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    assert len(read(workbook(HEADINGS, *[ZHANG] * 3))) == 3
    refused = refusal(workbook(HEADINGS, *[ZHANG] * 4))
    assert refused.code == "workbook_too_many_rows"
    assert readers() == []


def test_a_string_cell_without_a_string_is_empty_and_not_somebody_elses_text() -> None:
    (row,) = read(with_sheet(lambda xml: xml.replace(b"<v>4</v>", b"<v></v>").replace(b"<v>5</v>", b"<v/>")))
    assert row.cells["name"] is None
    assert row.cells["id_number"] is None


def test_formulas_count_by_what_they_show_and_nothing_is_evaluated() -> None:
    def more(book: Any, sheet: Any) -> None:
        sheet.write_formula(1, 0, "=cmd|'/C calc'!A0", None, "张三")
        sheet.write_formula(1, 3, '=HYPERLINK("http://example.invalid","某某")', None, "某某律师事务所")

    (row,) = read(workbook(HEADINGS, ("", *ZHANG[1:3]), more=more))
    assert (row.cells["name"], row.cells["firm_name"]) == ("张三", "某某律师事务所")


def test_what_people_type_arrives_as_typed_but_for_the_blanks_around_it() -> None:
    texts = (
        "㛃𠮷平",
        "扎西·多吉",
        "９９００００１９８３０８１７６９７３",
        "99000019830817697x",
        "张\u200b三",
        "吴 杰 春",
    )
    rows = read(workbook(HEADINGS, *[(f"\u3000{text}\t\n", *ZHANG[1:]) for text in texts]))
    assert [row.cells["name"] for row in rows] == list(texts)


def test_merged_areas_beyond_the_cells_in_use_do_no_harm() -> None:
    areas = b"".join(b'<mergeCell ref="XFD%d:XFD1048576"/><mergeCell ref="A%d:D1048576"/>' % (n, n) for n in (1, 2, 3))
    merged = with_sheet(
        lambda xml: xml.replace(b"</sheetData>", b"</sheetData><mergeCells>" + areas + b"</mergeCells>")
    )
    assert [row.cells["name"] for row in read(merged)] == ["张三"]


def test_the_reader_ends_when_nobody_reads_on() -> None:
    rows = read_form(FormKind.LAWYERS, sample("lawyers"))
    assert next(rows).number == 4
    assert len(readers()) == 1
    del rows
    assert readers() == []


def test_the_reader_knows_no_secret_of_the_process_that_starts_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIZHI_IDENTITY_KEY", "canary")
    rows = read_form(FormKind.LAWYERS, sample("lawyers"))
    next(rows)
    environments = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/environ") if _is_reader(path.parent)]
    assert environments
    assert all(b"canary" not in environment for environment in environments)


def _is_reader(process: Path) -> bool:
    try:
        return b"cell_reader" in (process / "cmdline").read_bytes()
    except OSError:
        return False
