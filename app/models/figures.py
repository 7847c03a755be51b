"""The rules' numbers: configuration with an effective date and a source, not constants in code."""

import datetime as dt

from sqlmodel import Field, SQLModel


class RuleFigure(SQLModel, table=True):
    """A number of a regulation (3 full members, 90 days ...) from a day on, until a later row replaces it."""

    __tablename__ = "rule_figure"

    key: str = Field(primary_key=True, max_length=60)
    effective_from: dt.date = Field(primary_key=True)
    value: int
    unit: str = Field(max_length=20)
    source: str = Field(max_length=200)
