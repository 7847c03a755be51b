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
    """行政区划。｜An administrative division."""

    code: str = Field(description="区划代码｜code", examples=["5101"])
    name: str = Field(description="区划名称｜name of the area", examples=["成都市"])
    level: AreaLevel
    parent_code: str | None = Field(
        description="上级区划的代码，国家为 null｜code of the area above; null: the country"
    )
    is_sub_provincial: bool = Field(description="是否副省级城市｜one of the fifteen sub-provincial cities")
    is_corps: bool = Field(description="是否属新疆生产建设兵团｜belongs to the Corps")
    is_statistical_zone: bool = Field(description="是否仅为统计用区划｜exists in statistics only")


class AreaPage(Page[AreaRead]):
    """行政区划列表的一页。｜A page of areas."""


class AreaQuery(PageQuery):
    """Which areas."""

    parent_code: AreaCode | None = None
    level: AreaLevel | None = None
    q: Annotated[str | None, Field(min_length=1, max_length=20, description="名称前缀｜prefix of the name")] = None


class DepartmentRead(Answer):
    """组织部门、司法行政机关或律师协会。｜An organization department, a justice bureau or a lawyers' association."""

    id: uuid.UUID
    kind: DepartmentKind
    name: str = Field(description="部门名称｜name of the department", examples=["成都市律师协会"])
    area_code: str


class DepartmentPage(Page[DepartmentRead]):
    """部门列表的一页。｜A page of departments."""


class DepartmentQuery(PageQuery):
    """Which departments."""

    area_code: AreaCode | None = None
    kind: DepartmentKind | None = None


class CodeRead(Answer):
    """一个代码及其名称。｜A code and its names."""

    code: str = Field(description="代码，前导零有意义｜the code; leading zeros count", examples=["01"])
    name: str = Field(description="中文名称｜name in Chinese", examples=["中国共产党党员"])
    name_en: str = Field(description="英文名称｜name in English", examples=["Member of the Communist Party of China"])


class CodeTableRead(Answer):
    """一张代码表。｜A code table."""

    table: str = Field(examples=["political_status"])
    codes: list[CodeRead] = Field(description="全部代码｜every code")


class CodeTableList(Answer):
    """全部代码表。｜Every code table."""

    items: list[CodeTableRead] = Field(description="全部代码表｜every table")
