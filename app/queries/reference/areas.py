"""Reads of areas and departments."""

import sqlalchemy as sa
from sqlmodel import col, select

from app.core.lists import Filter, Listing, between, prefix_range, record_query
from app.models.areas import Area, Department

_area = select(  # type: ignore[call-overload]
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
        "parent_code": Filter(Area.parent_code == sa.bindparam("parent_code", type_=sa.Text())),
        "level": Filter(Area.level == sa.bindparam("level", type_=sa.Text())),
        "q": Filter(between(col(Area.name).collate("C"), "q"), prefix_range("q")),
    },
)

DEPARTMENTS = Listing(
    select(col(Department.id), col(Department.kind), col(Department.name), col(Department.area_code)),
    sorts={"area_code": ("area_code", "id")},
    filters={
        "area_code": Filter(Department.area_code == sa.bindparam("area_code", type_=sa.Text())),
        "kind": Filter(Department.kind == sa.bindparam("kind", type_=sa.Text())),
    },
)
