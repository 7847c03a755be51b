"""The lawyer's licence number (律师执业证号): 17 digits by the numbering rule of the Ministry of Justice.

Digits: 1 document (always 1), 2-3 province, 4-5 prefecture or district of a municipality, 6-9 year of first
practice, 10 category, 11 sex (0 male, 1 female), 12-17 serial. There is no check digit. The number changes when
the lawyer moves or changes category; the serial never does. Old numbers of 12 digits remain legal.
"""

import re
from dataclasses import dataclass

from app.rules.faults import Remark, RuleError
from app.rules.reference import codes
from app.rules.text import compact

_OLD = re.compile(r"[0-9]{12}")
_SHAPE = re.compile(r"1([0-9]{4})([0-9]{4})([0-9])([0-9])([0-9]{6})")
_CORPS = "66"
_MUNICIPALITIES = {"11", "12", "31", "50"}
_RESTORED_IN = 1979
_SEX = {"0": "1", "1": "2"}


@dataclass(frozen=True, slots=True)
class LicenceParts:
    """What the 17 digits say; `sex` is translated to GB/T 2261.1, `area` is digits 2-5."""

    area: str
    first_year: int
    practice_type: str
    sex: str
    serial: str


@dataclass(frozen=True, slots=True)
class Licence:
    """A legal number; an old one of 12 digits has no parts that hold nationwide."""

    number: str
    parts: LicenceParts | None

    @property
    def key(self) -> str | None:
        """First year and serial: what stays with the lawyer for life."""
        return f"{self.parts.first_year}-{self.parts.serial}" if self.parts else None


def parse(text: str, current_year: int) -> Licence:
    """Read a number as typed.

    Errors: `licence_malformed`, `licence_province`, `licence_year`, `licence_sex`.
    """
    number = compact(text)
    if _OLD.fullmatch(number):
        return Licence(number, None)
    shape = _SHAPE.fullmatch(number)
    if not shape:
        raise RuleError("licence_malformed", "执业证号应为以1开头的17位数字（旧证为12位数字），请按律师执业证填写")
    area, year, practice_type, sex, serial = shape.groups()
    if area[:2] != _CORPS and codes.name("region_province", f"{area[:2]}0000") is None:
        raise RuleError("licence_province", "执业证号第2至3位不是省级行政区划代码，请与律师执业证核对")
    if not _RESTORED_IN <= int(year) <= current_year:
        raise RuleError(
            "licence_year",
            f"执业证号第6至9位是首次执业年份，应在{_RESTORED_IN}年至{current_year}年之间，请与律师执业证核对",
        )
    if sex not in _SEX:
        raise RuleError("licence_sex", "执业证号第11位是性别，男为0、女为1，请与律师执业证核对")
    return Licence(number, LicenceParts(area, int(year), practice_type, _SEX[sex], serial))


def warnings(licence: Licence, sex: str, practice_type: str, area_code: str) -> list[Remark]:
    """Where the number and the record part: accepted, because numbers lag behind moves.

    `sex` by GB/T 2261.1, `practice_type` by its table, `area_code` of the firm by GB/T 2260.
    Codes: `licence_sex_differs`, `licence_practice_type_differs`, `licence_area_differs`.
    """
    parts = licence.parts
    if parts is None:
        return []
    area = _licence_area(area_code)
    differences = (
        (parts.sex != sex, "licence_sex_differs", "执业证号第11位与性别不一致"),
        (parts.practice_type != practice_type, "licence_practice_type_differs", "执业证号第10位与执业类别不一致"),
        (
            parts.area[:2] != _CORPS and not parts.area.startswith(area),
            "licence_area_differs",
            "执业证号第2至5位与执业机构所在地不一致",
        ),
    )
    return [
        Remark("licence_no", code, f"{what}，请核对是否应换发新证") for differs, code, what in differences if differs
    ]


def _licence_area(area_code: str) -> str:
    """The leading digits 2-5 that a firm of this area leads one to expect; in a municipality the district counts."""
    code = area_code[:2] + area_code[4:6] if area_code[:2] in _MUNICIPALITIES else area_code[:4]
    return code.removesuffix("00")
