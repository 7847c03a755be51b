"""Areas, departments and code tables as they are answered."""

import uuid
from typing import Annotated

from pydantic import AfterValidator, Field

from app.core.lists import Page, PageQuery
from app.models.areas import AreaLevel, DepartmentKind
from app.rules.reference.areas import normalize_code
from app.schemas.base import Answer

AreaCode = Annotated[
    str,
    AfterValidator(normalize_code),
    Field(
        max_length=6,
        description="行政区划代码（GB/T 2260），510100 与 5101 等同｜area code",
        examples=["5101"],
    ),
]


class AreaRead(Answer):
    """An administrative division."""

    code: str = Field(description="区划代码｜code", examples=["5101"])
    name: str = Field(description="名称｜name", examples=["成都市"])
    level: AreaLevel
    parent_code: str | None = Field(description="上级区划｜parent")
    is_sub_provincial: bool = Field(description="是否副省级城市｜one of the fifteen sub-provincial cities")
    is_corps: bool = Field(description="是否属新疆生产建设兵团｜belongs to the Corps")
    is_statistical_zone: bool = Field(description="是否仅为统计用区划｜exists in statistics only")


class AreaPage(Page[AreaRead]):
    """A page of areas."""


class AreaQuery(PageQuery):
    """Which areas."""

    parent_code: AreaCode | None = None
    level: AreaLevel | None = None
    q: Annotated[str | None, Field(min_length=1, max_length=20, description="名称前缀｜prefix of the name")] = None


class DepartmentRead(Answer):
    """An organization department, a justice bureau or a lawyers' association."""

    id: uuid.UUID
    kind: DepartmentKind
    name: str = Field(examples=["成都市律师协会"])
    area_code: str


class DepartmentPage(Page[DepartmentRead]):
    """A page of departments."""


class DepartmentQuery(PageQuery):
    """Which departments."""

    area_code: AreaCode | None = None
    kind: DepartmentKind | None = None


class CodeRead(Answer):
    """A code and its names."""

    code: str = Field(examples=["01"])
    name: str = Field(examples=["中国共产党党员"])
    name_en: str = Field(examples=["Member of the Communist Party of China"])


class CodeTableRead(Answer):
    """A code table."""

    table: str = Field(examples=["political_status"])
    codes: list[CodeRead]


class CodeTableList(Answer):
    """Every code table."""

    items: list[CodeTableRead]
