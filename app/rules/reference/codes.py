"""The code tables (national standards, official forms) and what offices write for their codes."""

import csv
import functools
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.rules.reference.code_aliases import ALIASES, DROPPED_ENDINGS
from app.rules.text import compact

_LONGEST_LISTED = 14
_FOLDER = Path(__file__).parents[2] / "data" / "codes"
_TITLES = {
    "appraisal_grade": ("民主评议党员等次", "项目自定代码"),
    "business_line": ("律师业务类别", "项目自定代码"),
    "development_stage": ("发展党员阶段", "项目自定代码"),
    "education": ("学历", "GB/T 4658-2006"),
    "ethnic_group": ("民族", "GB/T 3304-1991"),
    "firm_party_coverage": ("律师事务所建立党组织情况", "党内统计年报，项目自定代码"),
    "floating_destination": ("流动党员流向", "党内统计年报，项目自定代码"),
    "job_post": ("工作岗位", "党内统计年报"),
    "law_firm_form": ("律师事务所组织形式", "《律师法》第三章，项目自定代码"),
    "lost_contact_reason": ("失去联系原因", "失联党员登记表"),
    "member_category": ("人员类别", "党员基本信息采集表，项目自定代码"),
    "member_decrease_type": ("党员减少类型", "党内统计年报，部分为项目自定代码"),
    "member_increase_type": ("党员增加类型", "党内统计年报，部分为项目自定代码"),
    "membership_status": ("党籍状态", "党员基本信息采集表，项目自定代码"),
    "party_org_category": ("党组织类别", "GB/T 14946"),
    "party_org_unit_situation": ("党组织所在单位情况", "党组织基本信息采集表"),
    "political_status": ("政治面貌", "GB/T 4762-1984"),
    "practice_type": ("律师执业类别", "律师执业证号编码规则"),
    "region_county": ("县级行政区划", "国家统计局区划代码（2023）"),
    "region_prefecture": ("地级行政区划", "国家统计局区划代码（2023）"),
    "region_province": ("省级行政区划", "GB/T 2260"),
    "sex": ("性别", "GB/T 2261.1-2003"),
    "social_stratum": ("新的社会阶层", "党内统计年报"),
    "uscc_registrar": ("登记管理部门和机构类别", "GB 32100-2015"),
}


@dataclass(frozen=True, slots=True)
class Code:
    """One row of a table; codes are text, their leading zeros count."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Table:
    """A code table: its key, Chinese title, the standard or form it comes from, and its rows by code."""

    key: str
    title: str
    source: str
    rows: Mapping[str, Code]


@functools.cache
def table(key: str) -> Table:
    """The table of this key; `KeyError` if there is none."""
    title, source = _TITLES[key]
    with (_FOLDER / f"{key}.csv").open(encoding="utf-8", newline="") as file:
        rows = [Code(row["code"], row["name_zh"], row["name_en"]) for row in csv.DictReader(file)]
    return Table(key, title, source, {row.code: row for row in rows})


def tables() -> tuple[Table, ...]:
    """Every table, in the order of their keys."""
    return tuple(map(table, _TITLES))


def described(key: str, description: str) -> str:
    """A description, `中文｜English`, with the table in its Chinese half, and the codes where they are few."""
    zh, _, en = description.partition("｜")
    known = table(key)
    few = len(known.rows) <= _LONGEST_LISTED
    listed = "：" + "、".join(f"{code.code} {code.name_zh}" for code in known.rows.values()) if few else ""
    return f"{zh}，代码表 {key}（{known.source}）{listed}｜{en}"


def name(key: str, code: str) -> str | None:
    """The Chinese name of a code, None if the table has no such code."""
    row = table(key).rows.get(code)
    return row.name_zh if row else None


def code_of(key: str, text: str) -> str | None:
    """The code for what an office wrote: the table's own name or a usual other one, in any width, with any blanks.

    Never by number, since other systems number differently; None when unknown, or when two codes share the name.
    """
    return _codes_by_name(key).get(compact(text))


def yes_no(text: str) -> bool | None:
    """是 or 否; None when it is neither."""
    return {"是": True, "否": False}.get(compact(text))


@functools.cache
def _codes_by_name(key: str) -> Mapping[str, str]:
    rows = table(key).rows.values()
    frequency = Counter(row.name_zh for row in rows)
    names = {row.name_zh: row.code for row in rows if frequency[row.name_zh] == 1}
    ending = DROPPED_ENDINGS.get(key)
    short = {full.removesuffix(ending): code for full, code in names.items()} if ending else {}
    aliases = {alias: code for code, spellings in ALIASES.get(key, {}).items() for alias in spellings.split()}
    return aliases | short | names
