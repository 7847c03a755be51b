"""What whoever asks for a correction says (N05): one shape for the registry and for partners, enciphered as a whole."""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StringConstraints, model_validator

from app.rules.text import one_line

_Line = Annotated[str, AfterValidator(one_line)]

Value = Annotated[
    StrictBool | Annotated[_Line, StringConstraints(max_length=300)] | None,
    Field(examples=["2"]),
]


class Evidence(BaseModel):
    """证明材料。｜What speaks for it."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    text: Annotated[_Line, Field(max_length=1000)] | None = Field(default=None, description="说明｜in words")
    reference: Annotated[_Line, Field(max_length=200)] | None = Field(
        default=None, description="材料的文号或存放处｜the document", examples=["蓉司许律〔2026〕8号"]
    )
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = Field(
        default=None, description="材料的 SHA-256，十六进制｜SHA-256 of the document, hexadecimal"
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_dump(exclude_none=True):
            raise ValueError("请至少填写 text、reference、digest 之一。")
        return self


class Claim(BaseModel):
    """That a value is wrong, what it should be, and why."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    value_seen: Value = None
    value_believed: Value = None
    reason: Annotated[_Line, StringConstraints(min_length=2, max_length=300)] = Field(
        description="理由｜why", examples=["与执业证所载不符"]
    )
    evidence: Evidence | None = None

    def said(self) -> str:
        """The claim alone, as it is enciphered."""
        return self.model_dump_json(include=set(Claim.model_fields), exclude_none=True)
