"""Fields that hold a code of a national table."""

from typing import Any

from pydantic import AfterValidator, Field

from app.rules.faults import RuleError
from app.rules.reference import codes

LONGEST_LISTED = 14


def known_code(key: str) -> AfterValidator:
    """Refuses a code that the table does not have, with `code_unknown`."""

    def check(code: str) -> str:
        if codes.name(key, code) is None:
            raise RuleError("code_unknown", f"没有这个代码，请对照代码表 {key}（GET /api/v1/codes/{key}）。")
        return code

    return AfterValidator(check)


def code_field(key: str, description: str) -> Any:
    """A field's description with its table, whose codes are listed where they are few."""
    table = codes.table(key)
    listed = (
        "、".join(f"{c.code} {c.name_zh}" for c in table.rows.values()) if len(table.rows) <= LONGEST_LISTED else ""
    )
    where = f"代码表 {key}（{table.source}）"
    return Field(
        description=f"{description}。{where}{'：' + listed if listed else ''}", examples=[next(iter(table.rows))]
    )
