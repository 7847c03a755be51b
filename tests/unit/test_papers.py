"""The printed papers, read back from the PDF."""

import hashlib
import io
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PageObject, PdfReader

import app
from app.documents.papers import LetterFacts, ReceiptFacts, letter_pdf, receipt_pdf

LETTER = LetterFacts(
    serial_no="2026001",
    name="扎西·多吉",
    sex="男",
    age=38,
    ethnic_group="藏族",
    member_category="正式",
    id_number="990101198801010014",
    from_unit="中共甲乙律师事务所支部委员会",
    to_unit="中共丙丁律师事务所支部委员会",
    addressee_org="中共戊市己区委组织部",
    dues_paid_to="贰零贰陆年壹拾月",
    valid_days="玖拾天",
    issued_on="贰零贰陆年壹拾壹月零伍日",
    member_contact="13900000000",
    from_committee_address="庚市辛区壬路一百号",
    from_committee_phone="028-00000001",
    from_committee_fax="028-00000002",
    from_committee_postcode="610000",
    receipt_addressee="中共庚市律师行业委员会",
)
RECEIPT = ReceiptFacts(
    name="扎西·多吉",
    receipt_addressee="中共庚市律师行业委员会",
    received_on="贰零贰陆年壹拾贰月零壹日",
    jws="eyJhbGciOiJFUzI1NiJ9." + "A" * 1000 + "." + "B" * 86,
    serial_no="2026001",
    handler_name="多吉次仁",
    handler_phone="028-00000003",
)
TEXT_FIELDS = [
    field.name for field in fields(LetterFacts) if field.name not in {"sex", "age", "member_category", "is_void"}
]


def filled(names: Iterable[str], text: str, letter: LetterFacts = LETTER) -> LetterFacts:
    values: dict[str, Any] = dict.fromkeys(names, text)
    return replace(letter, **values)


def only_page(pdf: bytes) -> PageObject:
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    return page


def squeezed(text: str) -> str:
    """Without white space and without the invisible break places of long runs."""
    return re.sub(r"[\s\u200b]+", "", text)


def words(pdf: bytes) -> str:
    return squeezed(only_page(pdf).extract_text())


def test_a_letter_prints_every_fact_on_one_page() -> None:
    printed = words(letter_pdf(LETTER))
    for name in ("sex", "age", "member_category", *TEXT_FIELDS):
        value = getattr(LETTER, name)
        assert value is None or str(value) in printed, name


def test_the_three_parts_carry_one_serial_number_and_two_perforation_seals() -> None:
    printed = words(letter_pdf(LETTER))
    assert printed.count("第2026001号") == 3
    assert printed.count("骑缝章") == 2
    assert [printed.index(part) for part in ("第一联", "第二联", "第三联")] == sorted(
        printed.index(part) for part in ("第一联", "第二联", "第三联")
    )


def test_the_signature_place_names_no_organization() -> None:
    printed = words(letter_pdf(LETTER))
    assert "（有效期玖拾天）（盖章）贰零贰陆年壹拾壹月零伍日党员联系电话" in printed
    assert "特此回复。（盖章）年月日经办人" in printed


def test_absent_and_blank_facts_leave_the_words_of_the_form() -> None:
    printed = words(letter_pdf(LetterFacts(name="  ", to_unit="")))
    assert letter_pdf(LetterFacts()) == letter_pdf(LetterFacts(name="  ", to_unit=""))
    assert "同志系中共（预备/正式）党员，组织关系由转到。" in printed
    assert "同志（男/女），岁，族，系中共（正式/预备）党员，身份证号码，由去，请接转组织关系。" in printed
    assert "该同志党费已交到年月。（有效期天）" in printed
    assert "（贴回执联处）" in printed


def test_a_void_letter_says_so_on_each_part() -> None:
    assert "作废" not in words(letter_pdf(LETTER))
    assert words(letter_pdf(replace(LETTER, is_void=True))).count("作废") == 3


def test_a_name_within_the_font_prints_without_a_mark() -> None:
    printed = words(letter_pdf(LETTER))
    assert "扎西·多吉" in printed
    assert "〔U+" not in printed


@pytest.mark.parametrize(
    ("char", "mark"),
    [("𠮷", "〔U+20BB7〕"), ("\ue000", "〔U+E000〕"), ("\u202e", "〔U+202E〕"), ("\xad", "〔U+00AD〕")],
)
def test_a_character_without_a_visible_glyph_prints_its_number_and_asks_for_handwriting(char: str, mark: str) -> None:
    printed = words(letter_pdf(replace(LETTER, name=f"李{char}")))
    assert printed.count(f"李{mark}同志") == 3
    assert printed.count("请用墨笔在该处手写原字") == 3


@pytest.mark.parametrize(
    "text", ['#panic("x")', "$x^2$", "*粗* _斜_", '\\ "引" \\u{41}', "#sys.inputs", "a--b...", "= 题"]
)
def test_markup_in_a_value_prints_as_it_is(text: str) -> None:
    assert squeezed(text) in words(letter_pdf(replace(LETTER, member_contact=text)))


def test_a_line_break_in_a_value_prints_as_a_space() -> None:
    assert letter_pdf(replace(LETTER, to_unit="甲\r\n\t乙")) == letter_pdf(replace(LETTER, to_unit="甲 乙"))


@settings(deadline=None, max_examples=60)
@example(text="\ud800", name="from_unit")
@given(text=st.text(st.characters(), max_size=80), name=st.sampled_from(TEXT_FIELDS))
def test_any_text_compiles_to_one_page(text: str, name: str) -> None:
    only_page(letter_pdf(filled([name], text)))


@settings(deadline=None, max_examples=40)
@given(text=st.text(st.sampled_from("#$*_`\\\"'<>@=-+/~[]{}()0aZ%&^!甲乙·（）　 "), min_size=1, max_size=60))
def test_any_ordinary_text_prints_literally(text: str) -> None:
    assert squeezed(text) in words(letter_pdf(replace(LETTER, from_committee_address=text)))


@pytest.mark.parametrize("text", ["某" * 80, "W" * 80, "！" * 80, "《" * 80, "甲\xa0" * 40])
def test_eighty_characters_in_every_blank_print_whole_on_one_page(text: str) -> None:
    printed = words(letter_pdf(filled(TEXT_FIELDS, text, LetterFacts())))
    assert printed.count(squeezed(text)) == len(TEXT_FIELDS) + 7  # number and name thrice; units and date twice


@pytest.mark.parametrize("text", ["某" * 80, "\ue000" * 80])
def test_crowded_parts_do_not_run_into_each_other(text: str) -> None:
    heights: list[float] = []

    def note_height(run: str, cm: list[float], tm: list[float], _font: object, _size: float) -> None:
        if run.strip():
            heights.append(cm[5] + cm[3] * tm[5])

    only_page(letter_pdf(filled(TEXT_FIELDS, text, LetterFacts()))).extract_text(visitor_text=note_height)
    assert len(heights) > 30
    # Down the sheet in reading order; a heading and its 第一联 stand a little apart.
    assert all(below < above + 6 for above, below in pairwise(heights)), heights
    assert min(heights) > 30


@pytest.mark.parametrize("text", ["W" * 80, "！" * 80, "《" * 80, "某\xa0" * 40])
def test_a_run_without_a_place_to_break_wraps_inside_the_margin(text: str) -> None:
    lines = only_page(letter_pdf(filled(["to_unit"], text))).extract_text().split("\n")
    assert not [line for line in lines if squeezed(text) in squeezed(line)]


def test_long_unit_names_keep_a_readable_type() -> None:
    long = "中共某省某市某区律师行业委员会" * 5 + "第一党支部"
    names = ("from_unit", "to_unit", "addressee_org", "from_committee_address", "receipt_addressee")
    sizes: list[float] = []

    def note_size(text: str, _cm: object, _tm: object, _font: object, size: float) -> None:
        if "律师行业" in text:
            sizes.append(size)

    only_page(letter_pdf(filled(names, long))).extract_text(visitor_text=note_size)
    assert min(sizes) >= 9.5


def test_prints_are_the_same_bytes_and_use_the_vendored_font_alone() -> None:
    pdf = letter_pdf(LETTER)
    assert letter_pdf(LETTER) == pdf
    page: Any = only_page(pdf)
    fonts = page["/Resources"]["/Font"].values()
    assert {font["/BaseFont"].split("+")[1] for font in fonts} == {"NotoSerifSC-Regular"}


def test_the_vendored_font_and_licence_match_their_checksums() -> None:
    folder = Path(app.__path__[0]) / "static" / "fonts"
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split()
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_letters_printed_at_once_do_not_mix() -> None:
    letters = [replace(LETTER, serial_no=f"20260{i:02}") for i in range(12)]
    with ThreadPoolExecutor(4) as pool:
        for letter, pdf in zip(letters, pool.map(letter_pdf, letters), strict=True):
            assert words(pdf).count(f"第{letter.serial_no}号") == 3


def test_a_receipt_prints_its_words_and_how_to_verify_it() -> None:
    printed = words(receipt_pdf(RECEIPT))
    assert "中共庚市律师行业委员会：扎西·多吉同志的党员组织关系已转达我处，特此回复。" in printed
    assert "（盖章）贰零贰陆年壹拾贰月零壹日经办人：多吉次仁联系电话：028-00000003" in printed
    assert "huizhiverify文件--keysjwks.json" in printed
    assert "POST/api/v1/receipts/verify" in printed


def test_a_receipt_without_a_letter_is_not_called_a_part_of_one() -> None:
    printed = words(receipt_pdf(replace(RECEIPT, serial_no=None)))
    assert "党员组织关系转接回执" in printed
    assert "介绍信" not in printed


def test_a_receipt_draws_the_whole_signature_or_refuses() -> None:
    only_page(receipt_pdf(replace(RECEIPT, jws="x" * 2331)))
    with pytest.raises(ValueError, match="Data too large"):
        receipt_pdf(replace(RECEIPT, jws="x" * 2332))
    changed = RECEIPT.jws[:-1] + "C"
    assert receipt_pdf(RECEIPT) != receipt_pdf(replace(RECEIPT, jws=changed))
