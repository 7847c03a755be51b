"""The departments of the province, of its cities and counties, and the accounts that act for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from app.demo.seed import PROVINCE, demo_id
from app.models.accounts import StaffRole
from app.models.areas import AreaLevel, Department, DepartmentKind
from app.rules.reference.areas import AreaFacts, areas

_SUFFIX = {
    DepartmentKind.ORGANIZATION_DEPARTMENT: "org",
    DepartmentKind.JUSTICE_BUREAU: "bureau",
    DepartmentKind.BAR_ASSOCIATION: "bar",
}
_ADMINISTRATORS = {
    "system": (StaffRole.SYSTEM_ADMIN, "系统管理员"),
    "security": (StaffRole.SECURITY_ADMIN, "安全管理员"),
    "audit": (StaffRole.AUDIT_ADMIN, "审计管理员"),
}


@dataclass(frozen=True)
class DemoAccount:
    """Somebody who signs in to the demonstration, with one role over an area, an organization or the own record."""

    username: str
    role: StaffRole
    name: str
    area_code: str | None = None
    org_id: UUID | None = None
    person_id: UUID | None = None

    @property
    def id(self) -> UUID:
        """The key of the account."""
        return demo_id("account", self.username)

    @property
    def grant_id(self) -> UUID:
        """The key of its grant."""
        return demo_id("grant", self.username)


def departments() -> list[Department]:
    """Organization department and justice bureau at every level, lawyers' associations of province and cities."""
    return [
        Department(
            id=demo_id(kind, area.code),
            kind=kind,
            name=_name(kind, area),
            area_code=area.code,
            place_path=area.place_path,
        )
        for area in _areas_of_province()
        for kind in DepartmentKind
        if kind is not DepartmentKind.BAR_ASSOCIATION or area.level != AreaLevel.COUNTY
    ]


def department_accounts() -> Iterator[DemoAccount]:
    """The province's three first, then each city's, then the three administrators."""
    for department in departments():
        if len(department.area_code) <= 4:
            prefix = department.area_code if department.area_code == PROVINCE else f"{department.area_code}00"
            yield DemoAccount(
                f"{prefix}.{_SUFFIX[department.kind]}",
                StaffRole(department.kind.value),
                department.name,
                area_code=department.area_code,
            )
    for suffix, (role, name) in _ADMINISTRATORS.items():
        yield DemoAccount(f"{PROVINCE}.{suffix}", role, name)


def cities() -> list[AreaFacts]:
    """The cities and prefectures of the province."""
    return [area for area in _areas_of_province() if area.level == AreaLevel.PREFECTURE]


def counties(city: str) -> list[AreaFacts]:
    """The counties of a city."""
    return [area for area in areas().values() if area.parent_code == city]


def place_name(area: AreaFacts) -> str:
    """How an area is named in the name of a body: a district after its city, whose name alone may be another's too."""
    parent = areas()[area.parent_code or "0"]
    return f"{parent.name}{area.name}" if area.name.endswith("区") else area.name


def _areas_of_province() -> list[AreaFacts]:
    return [area for area in areas().values() if area.code.startswith(PROVINCE) and not area.is_statistical_zone]


def _name(kind: DepartmentKind, area: AreaFacts) -> str:
    place = place_name(area)
    match kind:
        case DepartmentKind.ORGANIZATION_DEPARTMENT:
            return f"中共{place}委组织部"
        case DepartmentKind.JUSTICE_BUREAU:
            return f"{place}司法{'厅' if area.level == AreaLevel.PROVINCE else '局'}"
        case DepartmentKind.BAR_ASSOCIATION:
            return f"{place}律师协会"
