"""What an export accepts: the filters of the noun's list, and whether numbers are shown in full."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.schemas.base import Reason
from app.schemas.organizations.party_orgs import OrgQuery
from app.schemas.people.members import MemberQuery
from app.schemas.practice.law_firms import FirmQuery
from app.schemas.practice.lawyers import LawyerQuery

Full = Annotated[
    bool, Field(description="显示完整号码、电话和住址；须写明理由并留痕｜numbers in full, with a reason, logged")
]

# An export is the whole list: what turns pages is no parameter of it.


class FirmExport(FirmQuery):
    """Which law firms."""

    limit: ClassVar[int]  # type: ignore[misc]
    cursor: ClassVar[None]  # type: ignore[misc]
    include: ClassVar[None]  # type: ignore[misc]


class OrgExport(OrgQuery):
    """Which Party organizations."""

    limit: ClassVar[int]  # type: ignore[misc]
    cursor: ClassVar[None]  # type: ignore[misc]
    include: ClassVar[None]  # type: ignore[misc]
    full: Full = False
    reason: Reason | None = None


class LawyerExport(LawyerQuery):
    """Which lawyers."""

    limit: ClassVar[int]  # type: ignore[misc]
    cursor: ClassVar[None]  # type: ignore[misc]
    include: ClassVar[None]  # type: ignore[misc]
    full: Full = False
    reason: Reason | None = None


class MemberExport(MemberQuery):
    """Which members; the form's columns are today's, so there is no `as_of`."""

    limit: ClassVar[int]  # type: ignore[misc]
    cursor: ClassVar[None]  # type: ignore[misc]
    include: ClassVar[None]  # type: ignore[misc]
    as_of: ClassVar[None]  # type: ignore[misc]
    full: Full = False
    reason: Reason | None = None
