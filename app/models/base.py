"""What every table shares: naming, column types and the two paths that decide who sees a row."""

import datetime as dt
import enum
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import DATERANGE, Range
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

PATH = sa.Text(collation="C")
"""A path is compared byte by byte, so that a scope is one half-open range of it."""

DateRange = Range[dt.date]


def enum_column(
    values: type[enum.StrEnum], *, nullable: bool = False, default: enum.StrEnum | None = None, check: str | None = None
) -> Any:
    """A text column that holds the enum's stored values, guarded by a CHECK named after the enum or `check`."""
    kind = sa.Enum(
        values,
        native_enum=False,
        length=32,
        create_constraint=True,
        name=check or _snake(values.__name__),
        values_callable=lambda enum_: [member.value for member in enum_],
    )
    return Field(default=default, sa_type=kind, nullable=nullable) if nullable or default else Field(sa_type=kind)


def path_column(*, index: bool = False) -> Any:
    """A materialised path, of which a scope is a range (`app.core.database.Scope`)."""
    return Field(default="", sa_type=PATH, index=index)


def period_column(*, primary_key: bool = False) -> Any:
    """The civil days on which a history row holds: `[first, first day after)`."""
    return Field(sa_type=DATERANGE, primary_key=primary_key)


def moment_column() -> Any:
    """When the row was written, by the database's clock."""
    return Field(default=None, sa_column_kwargs={"server_default": sa.func.now()}, nullable=False)


class StepRow(SQLModel):
    """One action of a procedure: who did what when.

    The table of a procedure adds the key of what it belongs to, `action`, `from_state` and `to_state`; its own
    `__table_args__` begin the primary key with that key.
    """

    number: int = Field(primary_key=True)
    """The version of the record that the action was taken on."""
    body_id: uuid.UUID | None = None
    """The organization that acted; empty where a person or a department did."""
    body_name: str = Field(max_length=120)
    account_id: uuid.UUID
    note: str | None = Field(default=None, max_length=300)
    at: dt.datetime = moment_column()

    @classmethod
    def of(cls) -> str:
        """The column that holds the key of the record whose action it is."""
        (name,) = (column.name for column in sa.inspect(cls).primary_key if column.name != "number")
        return str(name)


def new_id() -> uuid.UUID:
    """A random key. Keys of rows made by the database come from its own `uuidv7()`."""
    return uuid.uuid4()


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name))
