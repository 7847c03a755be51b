"""The code tables and the spellings that offices use."""

from pathlib import Path

import pytest

from app.rules.reference import codes
from app.rules.reference.code_aliases import ALIASES, DROPPED_ENDINGS


@pytest.mark.parametrize(
    ("table", "spellings"),
    [
        ("education", {"博士研究生": "11", "硕士研究生": "14", "大学本科": "21", "大学专科": "31", "大专": "31"}),
        (
            "ethnic_group",
            {"汉": "01", "汉族": "01", "达斡尔": "31", "畲": "22", "崩龙族": "46", "毛难": "36", "毛南族": "36"},
        ),
        ("firm_party_coverage", {"建立党委": "11", "建立党总支": "12", "建立党支部": "13", "建立联合党支部": "20"}),
        ("job_post", {"律师": "024", "学生": "3"}),
        (
            "law_firm_form",
            {
                "普通合伙律师事务所": "11",
                "普通合伙": "11",
                "特殊普通合伙": "12",
                "个人律师事务所": "20",
                "国资所": "30",
            },
        ),
        ("member_category", {"正式党员": "1", "预备党员": "2"}),
        ("membership_status", {"正常": "1", "停止党籍": "2"}),
        (
            "party_org_category",
            {"党委": "611", "党总支": "621", "党总支部": "621", "党支部": "631", "联合党支部": "632"},
        ),
        ("party_org_unit_situation", {"与上级党组织相同": "1", "联合支部": "2", "法人单位": "3"}),
        (
            "political_status",
            {"中共党员": "01", "中共预备党员": "02", "共青团员": "03", "民盟盟员": "05", "九三学社社员": "10"},
        ),
        ("political_status", {"无党派人士": "12", "无党派民主人士": "12", "群众": "13", "民革": "04", "台盟": "11"}),
        ("practice_type", {"专职律师": "1", "兼职": "2", "公职": "6", "法律援助": "8", "大湾区律师": "0"}),
        ("sex", {"男": "1", "女性": "2"}),
        ("lost_contact_reason", {"出国（境）": "5", "出国(境)": "5"}),
        ("uscc_registrar", {"司法行政：律师执业机构": "31"}),
    ],
)
def test_what_offices_write_is_understood(table: str, spellings: dict[str, str]) -> None:
    assert {text: codes.code_of(table, text) for text in spellings} == spellings


def test_width_and_blanks_do_not_matter() -> None:
    assert codes.code_of("political_status", " 中共 党员\u3000\u200b") == "01"


@pytest.mark.parametrize(
    ("table", "text"), [("political_status", "01"), ("political_status", "4"), ("sex", "1"), ("sex", "")]
)
def test_numbers_of_other_systems_are_never_taken_for_ours(table: str, text: str) -> None:
    assert codes.code_of(table, text) is None


def test_an_unknown_spelling_is_unknown() -> None:
    assert codes.code_of("political_status", "不详") is None


def test_a_name_that_several_places_bear_gives_no_code() -> None:
    assert codes.code_of("region_county", "市辖区") is None
    assert codes.code_of("region_county", "朝阳区") is None
    assert codes.code_of("region_county", "锦江区") == "510104"


def test_codes_have_names_and_keep_their_zeros() -> None:
    assert codes.name("political_status", "01") == "中国共产党党员"
    assert codes.name("political_status", "1") is None
    assert codes.name("job_post", "024") == "民办非企业单位专业技术人员"


def test_there_is_no_table_of_another_name() -> None:
    with pytest.raises(KeyError):
        codes.name("../secrets", "1")


@pytest.mark.parametrize("table", codes.tables(), ids=lambda table: table.key)
def test_every_unambiguous_name_of_every_table_leads_to_its_own_code(table: codes.Table) -> None:
    names = [row.name_zh for row in table.rows.values()]
    for code, row in table.rows.items():
        assert codes.code_of(table.key, row.name_zh) == (code if names.count(row.name_zh) == 1 else None)


def test_every_data_file_is_a_titled_table() -> None:
    files = {path.stem for path in (Path(codes.__file__).parents[2] / "data" / "codes").glob("*.csv")}
    assert {table.key for table in codes.tables()} == files
    assert all(table.title and table.source and table.rows for table in codes.tables())


def test_every_alias_belongs_to_a_code_of_its_table_and_to_one_only() -> None:
    for key, by_code in ALIASES.items():
        assert set(by_code) <= set(codes.table(key).rows), key
        spellings = [spelling for text in by_code.values() for spelling in text.split()]
        assert len(spellings) == len(set(spellings)), key
        for code, text in by_code.items():
            assert {codes.code_of(key, spelling) for spelling in text.split()} == {code}, (key, code)
    assert set(DROPPED_ENDINGS) <= {table.key for table in codes.tables()}


def test_yes_and_no() -> None:
    assert [codes.yes_no(text) for text in ("是", " 否 ", "", "也许")] == [True, False, None, None]
