"""What every request and answer shares."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints


class Body(BaseModel):
    """A request body: unknown fields are refused, blanks around texts dropped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Answer(BaseModel):
    """An answer."""


def _civil(text: str) -> str:
    if any(ord(c) < 32 for c in text):
        raise ValueError("含有控制字符，请删去。")
    return text


Line = Annotated[str, AfterValidator(_civil)]
"""One line of text without control characters."""

Reason = Annotated[
    Line, StringConstraints(min_length=2, max_length=300), Field(description="理由｜the reason, kept on record")
]
"""Why somebody does what the ledger will keep."""
