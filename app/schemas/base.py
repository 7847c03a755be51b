"""What every request and answer shares."""

import datetime as dt
import uuid
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app.core.dates import WrittenDates
from app.rules.text import one_line

State = TypeVar("State")
Action = TypeVar("Action")


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


class StepRead(Answer, Generic[State, Action]):
    """办理的一步：由谁何时办理。｜One step of a procedure: who did what when."""

    number: int = Field(description="步骤序号，即办理时记录的版本｜the version of the record that it was taken on")
    action: Action = Field(description="办理事项｜what was done")
    from_state: State = Field(description="办理前状态｜the state before")
    to_state: State = Field(description="办理后状态｜the state after")
    body_id: uuid.UUID | None = Field(
        description="办理的党组织，本人或部门办理时为 null｜null where a person or department acted"
    )
    body_name: str = Field(description="办理单位或本人｜who acted")
    note: str | None = Field(description="理由或文号｜the reason, or the number of the document")
    at: dt.datetime = Field(description="办理时间｜when")


Line = Annotated[str, AfterValidator(one_line)]
"""One line of text without control characters."""

Reason = Annotated[
    Line, StringConstraints(min_length=2, max_length=300), Field(description="理由｜the reason, kept on record")
]
"""Why somebody does what the ledger will keep."""
