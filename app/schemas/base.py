"""What every request and answer shares."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app.core.dates import WrittenDates
from app.rules.text import one_line


class Body(WrittenDates):
    """A request body: unknown fields are refused, blanks around texts dropped, truth values are `true` and `false`."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def refuse_other_truths(cls, given: Any) -> Any:
        """Leave `0`, `"no"` and the like to pydantic as something that is no truth value at all."""
        if not isinstance(given, Mapping):
            return given
        others = {name: "" for name in _truths(cls) if not isinstance(given.get(name), bool | None)}
        return {**given, **others} if others else given


@cache
def _truths(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(name for name, field in model.model_fields.items() if field.annotation in (bool, bool | None))


class Answer(BaseModel):
    """An answer."""


Line = Annotated[str, AfterValidator(one_line)]
"""One line of text without control characters."""

Reason = Annotated[
    Line, StringConstraints(min_length=2, max_length=300), Field(description="理由｜the reason, kept on record")
]
"""Why somebody does what the ledger will keep."""
