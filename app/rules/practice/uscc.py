"""The unified social credit code (统一社会信用代码), GB 32100-2015, with the organization code of GB 11714 inside."""

import re

from app.rules.faults import RuleError
from app.rules.text import compact

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))
_ORGANIZATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_SHAPE = re.compile(rf"[{_ALPHABET}]{{18}}")


def normalize(text: str) -> str:
    """Half-width, without blanks and invisible characters, in upper case."""
    return compact(text).upper()


def check_character(first17: str) -> str:
    """The 18th character (GB 32100-2015)."""
    total = sum(_VALUES[character] * weight for character, weight in zip(first17, _WEIGHTS, strict=True))
    return _ALPHABET[-total % 31]


def organization_check_character(first8: str) -> str:
    """The check character of an organization code, position 17 of the whole (GB 11714: 0-9, then A=10 to Z=35)."""
    total = sum(int(character, 36) * weight for character, weight in zip(first8, _ORGANIZATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def validate(text: str) -> str:
    """The code as it is stored.

    Errors: `uscc_malformed`, `uscc_organization_check`, `uscc_check_character`.
    """
    code = normalize(text)
    if not _SHAPE.fullmatch(code):
        raise RuleError(
            "uscc_malformed",
            "统一社会信用代码应为18位数字或大写字母（不使用I、O、S、V、Z），请按执业许可证或登记证填写",
        )
    if code[16] != organization_check_character(code[8:16]):
        raise RuleError("uscc_organization_check", "统一社会信用代码第9至17位（组织机构代码）校验不符，请与证书核对")
    if code[17] != check_character(code[:17]):
        raise RuleError("uscc_check_character", "统一社会信用代码末位校验码不符，至少有一位填错，请与证书核对")
    return code


def is_law_firm(code: str) -> bool:
    """Whether the code was given to a law firm: registered by judicial administration (3), law firm (1)."""
    return code.startswith("31")
