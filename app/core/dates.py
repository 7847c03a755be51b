"""Dates as requests write them."""

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, model_validator

_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class WrittenDates(BaseModel):
    """A request whose dates are written YYYY-MM-DD and no other way: pydantic takes `0` for the first day of 1970."""

    @model_validator(mode="before")
    @classmethod
    def refuse_other_dates(cls, given: Any) -> Any:
        """Leave no other notation to pydantic, which then says of the field that it is no date."""
        if not isinstance(given, Mapping):
            return given
        others = {name: "" for name in _date_fields(cls) if _is_other(given.get(name))}
        return {**given, **others} if others else given


def _is_other(value: Any) -> bool:
    return value is not None and not isinstance(value, dt.date) and not _WRITTEN.fullmatch(str(value))


@cache
def _date_fields(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(name for name, field in model.model_fields.items() if _is_date(field.annotation))


def _is_date(annotation: Any) -> bool:
    return annotation is dt.date or any(_is_date(part) for part in get_args(annotation))
