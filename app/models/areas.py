"""Areas of GB/T 2260 and the departments that act in them (N32)."""

import uuid

from sqlmodel import Field, SQLModel

from app.core.terms import Term
from app.models.base import enum_column, new_id, path_column


class AreaLevel(Term):
    """区划级别｜How far below the country an area lies."""

    COUNTRY = "country", "国家"
    PROVINCE = "province", "省级"
    PREFECTURE = "prefecture", "地级"
    COUNTY = "county", "县级"


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


class DepartmentKind(Term):
    """部门类别｜The three bodies between which the notice divides the work (N05, N32, N33)."""

    ORGANIZATION_DEPARTMENT = "organization_department", "组织部门"
    JUSTICE_BUREAU = "justice_bureau", "司法行政机关"
    BAR_ASSOCIATION = "bar_association", "律师协会"


class Department(SQLModel, table=True):
    """An organization department, a justice bureau or a lawyers' association of one area."""

    __tablename__ = "department"

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    kind: DepartmentKind = enum_column(DepartmentKind)
    name: str = Field(max_length=100, unique=True)
    area_code: str = Field(foreign_key="area.code", max_length=6)
    place_path: str = path_column(index=True)
