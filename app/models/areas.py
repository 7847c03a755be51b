"""Areas of GB/T 2260 and the departments that act in them (N32)."""

import enum
import uuid

from sqlmodel import Field, SQLModel

from app.models.base import enum_column, new_id, path_column


class AreaLevel(enum.StrEnum):
    """How far below the country an area lies."""

    COUNTRY = "country"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"


class Area(SQLModel, table=True):
    """An administrative division; municipalities and directly run counties have one level less."""

    __tablename__ = "area"

    code: str = Field(primary_key=True, max_length=6)
    name: str = Field(max_length=60)
    level: AreaLevel = enum_column(AreaLevel)
    parent_code: str | None = Field(default=None, foreign_key="area.code", max_length=6)
    place_path: str = path_column(index=True)
    is_sub_provincial: bool = False
    is_corps: bool = False
    is_statistical_zone: bool = False


class DepartmentKind(enum.StrEnum):
    """The three bodies between which the notice divides the work (N05, N32, N33)."""

    ORGANIZATION_DEPARTMENT = "organization_department"
    JUSTICE_BUREAU = "justice_bureau"
    BAR_ASSOCIATION = "bar_association"


class Department(SQLModel, table=True):
    """An organization department, a justice bureau or a lawyers' association of one area."""

    __tablename__ = "department"

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    kind: DepartmentKind = enum_column(DepartmentKind)
    name: str = Field(max_length=100, unique=True)
    area_code: str = Field(foreign_key="area.code", max_length=6)
    place_path: str = path_column(index=True)
