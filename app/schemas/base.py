"""What every request and answer shares."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from app.core.dates import WrittenDates
from app.rules.text import one_line


class Body(WrittenDates):
    """A request body: unknown fields are refused, blanks around texts dropped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Answer(BaseModel):
    """An answer."""


Line = Annotated[str, AfterValidator(one_line)]
"""One line of text without control characters."""

Reason = Annotated[
    Line, StringConstraints(min_length=2, max_length=300), Field(description="理由｜the reason, kept on record")
]
"""Why somebody does what the ledger will keep."""
