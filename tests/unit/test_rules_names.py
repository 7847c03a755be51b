"""Names: one spelling, and pinyin to find them by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.faults import RuleError
from app.rules.people.names import normalize_name, normalize_org_name, org_pinyin_key, pinyin_initials, pinyin_key

HAN = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=20)


def refusal(text: str) -> str:
    with pytest.raises(RuleError) as refused:
        normalize_name(text)
    return refused.value.code


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("吴 杰 春", "吴杰春"),
        ("\u3000李　娜\u200b ", "李娜"),
        ("阿 依 古 丽 · 吐 尔 逊", "阿依古丽·吐尔逊"),
        ("John  Smith", "John Smith"),
        ("Ｊｏｈｎ　Smith", "John Smith"),
        ("J. Smith Jr.", "J. Smith Jr."),
        ("O'Neil-Wang", "O'Neil-Wang"),
        ("张〇三", "张〇三"),
    ],
)
def test_blanks_between_chinese_characters_go_and_those_between_words_stay(typed: str, name: str) -> None:
    assert normalize_name(typed) == name


@pytest.mark.parametrize("dot", "·•・‧∙⋅･．." + "\u0387\u2e31\u02d9")
def test_every_middle_dot_becomes_the_one(dot: str) -> None:
    assert normalize_name(f"买买提{dot}艾力") == normalize_name(f"买买提 {dot} 艾力") == "买买提·艾力"


@pytest.mark.parametrize(
    "name", ["㛃𠮷磊", "\U0002f800", "\U0002ebf0", "\U00031350平", "\U000323b0", "張\U000e0100", "\ue863"]
)
def test_rare_characters_are_kept_to_the_letter(name: str) -> None:
    assert normalize_name(name) == name


@pytest.mark.parametrize("typed", ["", " ", "\u3000\u200b\ufeff"])
def test_a_name_of_blanks_is_empty(typed: str) -> None:
    assert refusal(typed) == "name_empty"


@pytest.mark.parametrize(
    "typed",
    [
        *("=1+1", "=HYPERLINK(1)", "+张三", "-张三", "@张三", "＝张三", "'张三"),
        *(
            "张三2",
            "张三２",
            "张●三",
            "张\x00三",
            "张\x1b三",
            "张*",
            "李四（曾用名李五）",
            "·张三",
            "张三·",
            "张三😀",
            "张/三",
        ),
        "张" * 51,
    ],
)
def test_what_is_no_name_is_refused(typed: str) -> None:
    assert refusal(typed) == "name_malformed"


def test_fifty_characters_are_a_name() -> None:
    assert normalize_name("张" * 50) == "张" * 50


@given(st.text())
def test_a_stored_name_stays_as_it_is(text: str) -> None:
    try:
        name = normalize_name(text)
    except RuleError:
        return
    assert normalize_name(name) == name


@pytest.mark.parametrize(
    ("name", "key", "initials"),
    [
        ("张三", "zhangsan", "zs"),
        ("单雄信", "shanxiongxin", "sxx"),
        ("曾国", "zengguo", "zg"),
        ("仇和", "qiuhe", "qh"),
        ("解晓东", "xiexiaodong", "xxd"),
        ("朴实", "piaoshi", "ps"),
        ("区明", "ouming", "om"),
        ("万俟华", "moqihua", "mqh"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("吕布", "lvbu", "lb"),
        ("王乐", "wangle", "wl"),
        ("买买提·艾力", "maimaitiaili", "mmtal"),
        ("John Smith", "johnsmith", "js"),
        ("张𠮷\U000323b0平", "zhang𠮷\U000323b0ping", "z𠮷\U000323b0p"),
    ],
)
def test_a_name_is_found_by_its_pinyin_and_its_initials(name: str, key: str, initials: str) -> None:
    assert (pinyin_key(name), pinyin_initials(name)) == (key, initials)


@given(HAN, HAN)
def test_the_initials_of_a_part_are_those_of_the_whole_in_number(one: str, other: str) -> None:
    assert len(pinyin_initials(one + other)) == len(one) + len(other)


@given(HAN)
def test_a_key_holds_nothing_that_a_prefix_search_could_stumble_over(name: str) -> None:
    key = pinyin_key(name)
    assert key == key.lower()
    assert not set(key) & set(" ·%_\\")


@pytest.mark.parametrize(
    "typed", ["北京金诚(成都)律师事务所", " 北京金诚（成都） 律师事务所\u200b", "北京金诚（成都)律师事务所"]
)
def test_an_organization_has_chinese_brackets_and_no_blanks(typed: str) -> None:
    assert normalize_org_name(typed) == "北京金诚（成都）律师事务所"


def test_an_organizations_digits_are_half_width() -> None:
    assert normalize_org_name("第３４联合支部") == "第34联合支部"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("\u3000", "org_name_empty"),
        ("=cmd|x", "org_name_malformed"),
        ("＠律师事务所", "org_name_malformed"),
        ("律师\x07事务所", "org_name_malformed"),
        ("所" * 121, "org_name_malformed"),
    ],
)
def test_what_is_no_organizations_name_is_refused(typed: str, code: str) -> None:
    with pytest.raises(RuleError) as refused:
        normalize_org_name(typed)
    assert refused.value.code == code


def test_an_organizations_first_character_is_not_read_as_a_surname() -> None:
    assert org_pinyin_key("解放路律师事务所") == "jiefanglulvshishiwusuo"
    assert org_pinyin_key("中共重庆市第31支部（试）") == "zhonggongchongqingshidi31zhibushi"
