"""Codes for which officials have a word, said once: where the code is defined."""

import enum
from collections.abc import Iterable
from typing import Any, Self

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema


class Term(enum.StrEnum):
    """A code and its Chinese name, `AGREED = "agreed", "所在支部已同意"`; the contract lists both."""

    _zh: str

    def __new__(cls, value: str, zh: str = "") -> Self:
        """The member; its value is the code alone."""
        term = str.__new__(cls, value)
        term._value_ = value
        term._zh = zh
        return term

    @property
    def zh(self) -> str:
        """What officials call it."""
        return self._zh

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Put the codes and their names into the Chinese half of the description, which is the docstring."""
        shown = handler(schema)
        told = handler.resolve_ref_schema(shown)
        zh, _, en = told["description"].partition("｜")
        told["description"] = f"{zh}：{'；'.join(f'{term} {term.zh}' for term in cls)}｜{en}"
        return shown


def named(terms: Iterable[Term]) -> str:
    """Terms with their codes, as a sentence lists them: 同意转出（agree）、退回修改（return）."""
    return "、".join(f"{term.zh}（{term}）" for term in terms)
