"""The ledger's rows as the history of a record shows them."""

import datetime as dt
import uuid

from pydantic import Field

from app.models.changes import Operation
from app.schemas.base import Answer


class ChangeRead(Answer):
    """一次变更：何时由谁变更了哪些字段，不含内容。｜One change: who, when, which columns; never their content."""

    id: uuid.UUID
    at: dt.datetime
    version: int = Field(description="变更后的版本｜the version it made")
    op: Operation
    changed: list[str] = Field(description="变更的字段｜columns that changed")
    reason: str | None = Field(description="理由或文书｜reason or document")
    actor_body: str | None = Field(description="办理机关｜the body that acted", examples=["成都市司法局"])
