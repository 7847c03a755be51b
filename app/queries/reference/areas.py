"""Reads of areas and departments."""

import sqlalchemy as sa
from sqlmodel import col, select

from app.core.lists import Listing, record_query, select_columns
from app.models.areas import Area, Department
from app.queries.filters import equals, starts_with

_area = select_columns(
    col(Area.code),
    col(Area.name),
    col(Area.level),
    col(Area.parent_code),
    col(Area.is_sub_provincial),
    col(Area.is_corps),
    col(Area.is_statistical_zone),
)

AREA = record_query(_area.where(Area.code == sa.bindparam("code", type_=sa.Text())))

AREAS = Listing(
    _area,
    sorts={"code": ("code",)},
    filters={
        "parent_code": equals(Area.parent_code),
        "level": equals(Area.level),
        "q": starts_with(col(Area.name).collate("C")),
    },
)

DEPARTMENTS = Listing(
    select(col(Department.id), col(Department.kind), col(Department.name), col(Department.area_code)),
    sorts={"area_code": ("area_code", "id")},
    filters={
        "area_code": equals(Department.area_code),
        "kind": equals(Department.kind),
    },
)
