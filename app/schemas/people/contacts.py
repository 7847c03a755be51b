"""Telephone numbers: given in full, shown in part."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from app.rules.faults import RuleError
from app.rules.text import compact

_NUMBER = re.compile(r"^\+?\d{5,20}$")


def normalize_phone(text: str) -> str:
    """A number as it is kept: digits, with a leading plus sign if there is one. Error: `phone_malformed`."""
    number = compact(text).replace("-", "")
    if not _NUMBER.match(number):
        raise RuleError("phone_malformed", "电话号码应为 5 至 20 位数字，可带区号，请核对。")
    return number


Phone = Annotated[
    str,
    Field(
        max_length=30,
        description="联系电话，加密保存，显示时隐去中间几位｜kept enciphered, shown masked",
        examples=["19900001234"],
    ),
    AfterValidator(normalize_phone),
]
"""A mobile or landline number with its area code."""
