"""What a column of an official form is, and the columns that several forms share."""

import enum
from dataclasses import dataclass

from app.rules.reference import codes


class CellKind(enum.StrEnum):
    """What a column holds, and so how its cells are formatted and read."""

    TEXT = "text"
    DATE = "date"
    ID = "id"
    USCC = "uscc"
    PHONE = "phone"
    YES_NO = "yes_no"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `required` cells may not stay empty, and the column itself may not be absent."""

    field: str
    heading: str
    kind: CellKind
    meaning: str
    example: str
    required: bool = False
    aliases: str = ""
    """Other headings that offices use, separated by blanks."""
    table: str | None = None
    """The code table of the values, see `app.rules.reference.codes`."""
    choices: tuple[str, ...] = ()
    """What the drop-down list offers where it is not the names of the code table."""

    @property
    def options(self) -> tuple[str, ...]:
        """The values of the drop-down list; empty where the cell is free text."""
        if self.kind is CellKind.YES_NO:
            return ("是", "否")
        return self.choices or (
            tuple(row.name_zh for row in codes.table(self.table).rows.values()) if self.table else ()
        )


@dataclass(frozen=True, slots=True)
class Form:
    """One official form. `repeated` are the fields of which a record may have several, in rows below one another.

    `extras` are columns that the form does not have; they are read where an office adds them.
    """

    title: str
    columns: tuple[Column, ...]
    repeated: frozenset[str] = frozenset()
    extras: tuple[Column, ...] = ()

    def headings(self, fields: list[str]) -> list[str]:
        """The official headings of these fields, in the same order; what is no field of the form stays as it is."""
        names = {column.field: column.heading for column in (*self.columns, *self.extras)}
        return [names.get(field, field) for field in fields]


_ID_ALIASES = "身份证号 身份证号码 居民身份证号 居民身份证号码 公民身份证号 公民身份证号码 身份号码 公民身份号"
USCC_ALIASES = "统一社会信用代码 社会信用代码 信用代码 法人单位信用代码"
AREA = Column(
    "area_code",
    "行政区划代码",
    CellKind.TEXT,
    "所在县（市、区）的六位代码；市级单位填本市代码",
    "510104",
    required=True,
    aliases="行政区划 区划代码 所在区划代码",
)
SEX = Column("sex", "性别", CellKind.CODE, "须与公民身份号码第17位一致", "男", table="sex", choices=("男", "女"))
ETHNIC_GROUP = Column("ethnic_group", "民族", CellKind.CODE, "按居民身份证填写", "汉族", table="ethnic_group")
BIRTH_DATE = Column(
    "birth_date",
    "出生日期",
    CellKind.DATE,
    "以档案记载为准；与公民身份号码不一致的予以保留并作标记",
    "1983-08-17",
    aliases="出生年月日 出生年月 生日",
)
ID_NUMBER = Column(
    "id_number",
    "公民身份号码",
    CellKind.ID,
    "18位，末位为X的用大写；按此识别人员，请勿重复填写",
    "990000198308176973",
    required=True,
    aliases=_ID_ALIASES,
)
