"""The citizen identity number (公民身份号码), GB 11643-1999.

The region part is history: people keep the number issued at birth, so it is not looked up.
"""

import datetime as dt
import re
from dataclasses import dataclass, field

from app.rules.faults import RuleError
from app.rules.text import compact

_FIFTEEN_DIGITS = re.compile(r"[0-9]{15}")
_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A valid number and what it says; `sex` is the code of GB/T 2261.1 (1 male, 2 female)."""

    number: str = field(repr=False)
    birth_date: dt.date
    sex: str


def normalize(text: str) -> str:
    """Half-width, without blanks and invisible characters, the check digit X in upper case."""
    return compact(text).upper()


def check_digit(first17: str) -> str:
    """The 18th character for the first 17 digits (ISO 7064, MOD 11-2)."""
    return _CHECK_DIGITS[sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True)) % 11]


def parse(text: str) -> IdNumber:
    """Read a number as typed.

    Errors: `id_number_fifteen_digits`, `id_number_malformed`, `id_number_birth_date`, `id_number_check_digit`.
    """
    number = normalize(text)
    if _FIFTEEN_DIGITS.fullmatch(number):
        modern = f"{number[:6]}19{number[6:]}"
        raise RuleError(
            "id_number_fifteen_digits",
            "15位公民身份号码已停用，请填写18位号码："
            f"在第6位后补“19”，末尾加校验码“{check_digit(modern)}”，并与居民身份证核对",
        )
    if not _EIGHTEEN.fullmatch(number):
        raise RuleError("id_number_malformed", "公民身份号码应为18位：前17位为数字，末位为数字或X，请按居民身份证填写")
    try:
        birth_date = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise RuleError("id_number_birth_date", "公民身份号码第7至14位不是有效的出生日期，请与居民身份证核对") from None
    if number[17] != check_digit(number[:17]):
        raise RuleError("id_number_check_digit", "公民身份号码校验码不符，至少有一位填错，请与居民身份证核对")
    return IdNumber(number, birth_date, "1" if int(number[16]) % 2 else "2")


def mask(number: str) -> str:
    """What lists show of a number: the first two characters and the last four."""
    return f"{number[:2]}{'*' * (len(number) - 6)}{number[-4:]}"
