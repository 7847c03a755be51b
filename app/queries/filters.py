"""The words in which a list says what narrows it; each is given the query parameter's name by the list itself."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from app.core.lists import Filter, Named, between, prefix_range
from app.rules.reference.areas import place_path


def equals(column: Any) -> Named:
    """The column has the parameter's value."""
    return lambda name: Filter(column == sa.bindparam(name, type_=_type(column)))


def among(column: Any) -> Named:
    """The column has one of the parameter's values."""
    return lambda name: Filter(column == sa.any_(sa.bindparam(name, type_=ARRAY(_type(column)))))


def flag(condition: Any) -> Named:
    """The condition is as the parameter says, true or false."""
    return lambda name: Filter(condition == sa.bindparam(name, type_=sa.Boolean()))


def starts_with(column: Any) -> Named:
    """The text begins as the parameter does."""
    return lambda name: Filter(between(column, name), prefix_range(name))


def in_area(place: Any) -> Named:
    """The path of a place lies in the area that the parameter names by its code."""
    return lambda name: Filter(between(place, name), lambda code: prefix_range(name)(place_path(code)))


def _type(column: Any) -> Any:
    return sa.Uuid() if isinstance(column.type, sa.Uuid) else sa.Text()
