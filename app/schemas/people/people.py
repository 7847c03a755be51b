"""Fields that identify a person: the same for a lawyer's record and a member's."""

import datetime as dt
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from app.rules import civil_date
from app.rules.people import id_number
from app.rules.people.names import normalize_name
from app.rules.reference import codes
from app.schemas.reference.codes import code_field, known_code

PersonName = Annotated[
    str,
    AfterValidator(normalize_name),
    Field(max_length=100, description="姓名，按居民身份证填写｜name as on the identity card", examples=["张三"]),
]
IdentityNumber = Annotated[
    str,
    AfterValidator(lambda text: id_number.parse(text).number),
    Field(
        max_length=40,
        description="公民身份号码，18位，加密保存，只显示首尾｜kept enciphered, shown masked",
        examples=["990000198005170013"],
    ),
]
PersonNameRead = Annotated[str, Field(description="姓名｜the person's name")]
MemberCategoryRead = Annotated[
    str, Field(description=codes.described("member_category", "人员类别｜full or probationary"))
]
EthnicGroup = Annotated[str, known_code("ethnic_group"), code_field("ethnic_group", "民族｜ethnic group")]
CivilDate = Annotated[
    dt.date,
    BeforeValidator(civil_date.parse),
    Field(examples=["2020-01-31"]),
]
"""A day as offices write it; a number is not taken for a count of seconds."""
