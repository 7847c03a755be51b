"""Names of people and organizations: one spelling to store, pinyin keys to sort and search by."""

import functools
import re
import unicodedata

from pypinyin import lazy_pinyin

from app.rules.faults import RuleError
from app.rules.text import compact

_LATIN = "A-Za-z\u00c0-\u024f"
_INVISIBLE = re.compile(r"[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DOT = re.compile(
    rf"[\u00b7\u02d9\u0387\u1427\u2022\u2027\u2219\u22c5\u2e31\u30fb\uff65]|(?<![{_LATIN}])\.(?![{_LATIN} ])"
)
_NEEDLESS_BLANK = re.compile(rf"(?<![{_LATIN}.]) +| +(?![{_LATIN}])")
_MARKS_INSIDE = frozenset(" ·-'’.")
_FORMULA = tuple("=+-@")
_WORD = re.compile(rf"[{_LATIN}]+|[^\W_]|[\ue000-\uf8ff\U00020000-\U0003ffff]")
_SURNAMES = {
    "单": "shan",
    "曾": "zeng",
    "仇": "qiu",
    "解": "xie",
    "查": "zha",
    "朴": "piao",
    "区": "ou",
    "翟": "zhai",
    "秘": "bi",
    "繁": "po",
    "洗": "xian",
    "覃": "qin",
    "乐": "yue",
    "员": "yun",
    "黑": "he",
    "缪": "miao",
    "折": "she",
    "种": "chong",
    "召": "shao",
    "盖": "ge",
    "祭": "zhai",
    "薄": "bo",
    "炅": "gui",
    "乜": "nie",
    "都": "du",
    "句": "gou",
    "么": "yao",
    "佴": "nai",
    "阚": "kan",
    "粘": "nian",
    "番": "pan",
}
"""Surnames whose reading differs from the character's usual one."""


def normalize_name(text: str) -> str:
    """A person's name as it is stored: no blanks between Chinese characters, `·` for every kind of middle dot.

    Characters are never replaced by look-alikes, also beyond the basic plane. Errors: `name_empty`,
    `name_malformed` (digits, control characters, formulas, other signs, over 50 characters).
    """
    name = _INVISIBLE.sub("", text).translate(_FULL_WIDTH)
    name = re.sub(r"\s+", " ", name).strip()
    name = _DOT.sub("·", _NEEDLESS_BLANK.sub("", name))
    if not name:
        raise RuleError("name_empty", "姓名未填写，请按居民身份证填写")
    ends_are_letters = name[0] not in _MARKS_INSIDE and name[-1] not in _MARKS_INSIDE - {"."}
    if len(name) > 50 or not ends_are_letters or not all(map(_may_stand_in_name, name)):
        raise RuleError(
            "name_malformed",
            "姓名只能由文字和间隔号“·”组成，不超过50字，不得含数字、括号、公式等符号，请按居民身份证填写",
        )
    return name


def _may_stand_in_name(character: str) -> bool:
    """Letters of any script, their marks, 〇, and the supplementary planes, parts of which are newer than Python."""
    return (
        character in _MARKS_INSIDE
        or character == "〇"
        or unicodedata.category(character)[0] in "LM"
        or unicodedata.category(character) == "Co"
        or 0x20000 <= ord(character) <= 0x3FFFF
    )


def normalize_org_name(text: str) -> str:
    """An organization's name as it is stored and compared: half-width but for Chinese brackets, without blanks.

    Errors: `org_name_empty`, `org_name_malformed` (control characters, formulas, over 120 characters).
    """
    name = compact(text).replace("(", "（").replace(")", "）")
    if not name:
        raise RuleError("org_name_empty", "单位或党组织名称未填写，请填写全称")
    if len(name) > 120 or name.startswith(_FORMULA) or any(unicodedata.category(c) in {"Cc", "Cs"} for c in name):
        raise RuleError(
            "org_name_malformed", "单位或党组织名称不得以等号、加减号等公式符号开头，不超过120字，请按公章填写全称"
        )
    return name


def pinyin_key(name: str) -> str:
    """A person's name in pinyin, lower case, in one piece, the surname in its own reading: 单雄信 is shanxiongxin.

    Characters without a known reading stay as they are; dots and blanks are left out.
    """
    return "".join(_syllables(name))


def pinyin_initials(name: str) -> str:
    """The first letter of each syllable or word: 张三 is zs."""
    return "".join(syllable[0] for syllable in _syllables(name))


def org_pinyin_key(name: str) -> str:
    """An organization's name in pinyin, lower case, in one piece; no character is read as a surname."""
    return "".join(_readings(name))


@functools.lru_cache(maxsize=4096)
def _syllables(name: str) -> tuple[str, ...]:
    surname = _SURNAMES.get(name[:1])
    return (surname, *_readings(name[1:])) if surname else _readings(name)


def _readings(text: str) -> tuple[str, ...]:
    # pypinyin takes a list for what it cannot read, though its types do not say so.
    syllables = lazy_pinyin(text, errors=_WORD.findall)  # type: ignore[arg-type]
    return tuple(syllable.lower() for syllable in syllables)
