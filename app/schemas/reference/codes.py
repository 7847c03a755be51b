"""Fields that hold a code of a national table."""

from typing import Any

from pydantic import AfterValidator, Field

from app.rules.faults import RuleError
from app.rules.reference import codes


def known_code(key: str) -> AfterValidator:
    """Refuses a code that the table does not have, with `code_unknown`."""

    def check(code: str) -> str:
        if codes.name(key, code) is None:
            raise RuleError("code_unknown", f"没有这个代码，请对照代码表 {key}（GET /api/v1/codes/{key}）。")
        return code

    return AfterValidator(check)


def code_field(key: str, description: str) -> Any:
    """A field that holds a code of the table."""
    return Field(description=codes.described(key, description), examples=[next(iter(codes.table(key).rows))])
