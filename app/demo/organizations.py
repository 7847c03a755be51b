"""The Party organizations of a city: its committees, and the branches that cover its firms (N22-N28)."""

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.dialects.postgresql import Range
from sqlmodel import SQLModel

from app.core.crypto import Keyring, mask_phone
from app.demo.departments import counties, place_name
from app.demo.firms import Firm, FirmOpener
from app.demo.invented import Inventor
from app.demo.seed import demo_id
from app.models.areas import DepartmentKind
from app.models.law_firms import FirmStatus
from app.models.party_orgs import GuidanceKind, PartyOrg, PartyOrgGuidance, PartyOrgStanding, PartyOrgUnit
from app.rules.organizations.party_structure import BRANCH, COMMITTEE, GENERAL_BRANCH, JOINT_BRANCH
from app.rules.people.membership import FULL_MEMBER
from app.rules.people.names import org_pinyin_key
from app.rules.reference.areas import AreaFacts

LARGE_CITY_FIRMS = 16
"""From so many firms on, a city's association has a committee and its largest firm too; else a general branch (N27)."""

PLANNED_CITY = "5107"
"""Its small firms are not joined yet: a joint plan waits for the worker (N24)."""

_SAME_UNIT, _SEVERAL_UNITS, _OWN_UNIT = "1", "2", "3"
_FULL_MEMBERS_NEEDED, _MOST_UNITS, _MOVERS = 3, 5, 4


@dataclass
class City:
    """A city as the demonstration shows it, and the rows that make it."""

    area: AreaFacts
    bureau: PartyOrg
    association: PartyOrg
    direct: PartyOrg
    county: PartyOrg
    firms: list[Firm] = field(default_factory=list)
    rows: list[SQLModel] = field(default_factory=list)
    firm_committee: PartyOrg | None = None


class Founder:
    """Founds the firms and organizations of one city after another."""

    def __init__(self, rng: random.Random, inventor: Inventor, keyring: Keyring) -> None:
        self._rng, self._inventor, self._keyring = rng, inventor, keyring
        self._opener = FirmOpener(rng, inventor)

    def found(self, area: AreaFacts, firms: int) -> City:
        """A city: its committees, its firms, and the branches and joint branches over them."""
        rows: list[SQLModel] = []
        seat, outlying = counties(area.code)[0], counties(area.code)[-1]
        bureau, association, direct = self._departments(
            rows, area, COMMITTEE if firms >= LARGE_CITY_FIRMS else GENERAL_BRANCH
        )
        county = self._org(
            rows,
            f"中共{place_name(outlying)}司法局机关委员会",
            COMMITTEE,
            outlying,
            self._inventor.day(2003, 2006),
            department_id=demo_id(DepartmentKind.JUSTICE_BUREAU, outlying.code),
            **_unit(f"{place_name(outlying)}司法局", "机关", "建立党委"),
        )
        city = City(area, bureau, association, direct, county, rows=rows)
        city.firms = [
            self._opener.open(seat, movers=_MOVERS),
            *(self._opener.open(outlying, members=2) for _ in range(2)),
        ]
        city.firms += [self._opener.open(self._rng.choice(counties(area.code))) for _ in range(firms - len(city.firms))]
        self._cover(city)
        for firm in city.firms:
            rows.extend(self._opener.rows(firm))
        return city

    def province(self, area: AreaFacts) -> list[SQLModel]:
        """The province's own organizations."""
        rows: list[SQLModel] = []
        self._departments(rows, area, COMMITTEE)
        return rows

    def _departments(self, rows: list[SQLModel], area: AreaFacts, category: str) -> tuple[PartyOrg, PartyOrg, PartyOrg]:
        place = place_name(area)
        office = "司法厅" if area.level == "province" else "司法局"
        bureau = self._org(
            rows,
            f"中共{place}{office}机关委员会",
            COMMITTEE,
            area,
            self._inventor.day(2001, 2005),
            department_id=demo_id(DepartmentKind.JUSTICE_BUREAU, area.code),
            **_unit(f"{place}{office}", "机关", "建立党委"),
        )
        kind = "委员会" if category == COMMITTEE else "总支部委员会"
        association = self._org(
            rows,
            f"中共{place}律师行业{kind}",
            category,
            area,
            self._inventor.day(2008, 2010),
            parent=bureau,
            department_id=demo_id(DepartmentKind.BAR_ASSOCIATION, area.code),
            **_unit(f"{place}律师协会", "社会组织", "建立党委" if category == COMMITTEE else "建立党总支"),
        )
        direct = self._org(
            rows,
            f"中共{place}律师协会直属支部",
            BRANCH,
            area,
            self._inventor.day(2010, 2011),
            parent=association,
            unit_situation=_SAME_UNIT,
        )
        return bureau, association, direct

    def _cover(self, city: City) -> None:
        """Own organizations for firms with three full members, joint ones for the rest; some stay uncovered."""
        largest, *others = [firm for firm in city.firms if firm.row.status is FirmStatus.ACTIVE]
        name = largest.row.name
        of_county, small, second = others[:2], [], None
        if city.association.category == COMMITTEE:
            city.firm_committee = self._branched(city, largest, "委员会", COMMITTEE)
            second = max(others[2:], key=lambda firm: firm.full_members)
        else:
            self._firm_org(city, f"中共{name}支部", BRANCH, [largest])
        for firm in others[2:]:
            if firm.full_members < _FULL_MEMBERS_NEEDED:
                small.append(firm)
            elif self._rng.random() < 0.85 and firm is not second:
                self._firm_org(city, f"中共{firm.row.name}支部", BRANCH, [firm])
            elif firm is second:
                self._branched(city, firm, "总支部委员会", GENERAL_BRANCH)
        self._join_of_county(city, of_county)
        if city.area.code != PLANNED_CITY:
            self._join(city, small)

    def _branched(self, city: City, firm: Firm, kind: str, category: str) -> PartyOrg:
        """An organization over one firm whose members are in two branches below it."""
        org = self._firm_org(city, f"中共{firm.row.name}{kind}", category, [firm])
        firm.branches = [
            self._org(
                city.rows,
                f"中共{firm.row.name}第{ordinal}支部",
                BRANCH,
                city.area,
                self._inventor.day(2019, 2021),
                parent=org,
                unit_situation=_SAME_UNIT,
            )
            for ordinal in "一二"
        ]
        return org

    def _join_of_county(self, city: City, firms: list[Firm]) -> None:
        """Where a county has no association, the place decides whom its joint branch belongs to (N28)."""
        place = place_name(counties(city.area.code)[-1])
        branch = self._firm_org(
            city,
            f"中共{place}律师联合支部",
            JOINT_BRANCH,
            firms,
            parent=city.county,
            local_decision=f"{place}司法局党组会议纪要〔2019〕6号：县（区）未设律师协会，由司法局机关党委管理",
        )
        guidance = PartyOrgGuidance(
            org_id=branch.id,
            guided_by_id=city.association.id,
            kind=GuidanceKind.ASSOCIATION,
            party_path=branch.party_path,
            place_path=branch.place_path,
        )
        city.rows.append(guidance)

    def _join(self, city: City, firms: list[Firm]) -> None:
        """Joint branches of neighbours, each with three full members and at most five firms (N24)."""
        number = 0
        gathered: list[Firm] = []
        for firm in sorted(firms, key=lambda firm: firm.row.area_code):
            gathered.append(firm)
            enough = sum(member.full_members for member in gathered) >= _FULL_MEMBERS_NEEDED
            if len(gathered) >= 2 and enough:
                number += 1
                self._firm_org(city, f"中共{place_name(city.area)}律师第{number}联合支部", JOINT_BRANCH, gathered)
            if len(gathered) == _MOST_UNITS or (len(gathered) >= 2 and enough):
                gathered = []

    def _firm_org(
        self, city: City, name: str, category: str, firms: list[Firm], *, parent: PartyOrg | None = None, **facts: Any
    ) -> PartyOrg:
        """An organization over firms, and the firms covered by it."""
        first = firms[0].row
        if category == JOINT_BRANCH:
            facts |= {"unit_situation": _SEVERAL_UNITS}
        else:
            facts |= _unit(first.name, "社会组织", "建立党委" if category == COMMITTEE else "建立党支部")
            facts |= {"unit_uscc": first.uscc}
        place = next(area for area in counties(city.area.code) if area.code == first.area_code)
        secretary = next((r.who.name for firm in firms for r in firm.people if r.category == FULL_MEMBER), None)
        org = self._org(
            city.rows,
            name,
            category,
            place,
            self._inventor.day(2019, 2022),
            parent=parent or city.association,
            secretary_name=secretary,
            contact_name=secretary,
            **facts,
        )
        for firm in firms:
            firm.branches = [org]
            firm.row.covering_org_id, firm.row.party_path = org.id, org.party_path
            unit = PartyOrgUnit(
                firm_id=firm.row.id,
                valid_during=Range(org.founded_on, None),
                org_id=org.id,
                party_path=org.party_path,
                place_path=firm.row.place_path,
            )
            city.rows.append(unit)
        return org

    def _org(
        self,
        rows: list[SQLModel],
        name: str,
        category: str,
        area: AreaFacts,
        founded_on: dt.date,
        *,
        parent: PartyOrg | None = None,
        **facts: Any,
    ) -> PartyOrg:
        phone = self._inventor.phone()
        key = self._inventor.key()
        place: dict[str, Any] = {
            "name": name,
            "category": category,
            "parent_id": parent.id if parent else None,
            "party_path": f"{parent.party_path if parent else '/'}{key}/",
            "place_path": area.place_path,
        }
        org = PartyOrg(
            id=key,
            name_key=org_pinyin_key(name),
            area_code=area.code,
            founded_on=founded_on,
            contact_phone_cipher=self._keyring.seal_text(phone),
            contact_phone_masked=mask_phone(phone),
            address=f"四川省{place_name(area)}政务路{self._rng.randint(1, 99)}号",
            postcode=f"6{self._rng.randint(10000, 49999)}",
            **place,
            **facts,
        )
        standing = PartyOrgStanding(
            org_id=key, valid_during=Range(founded_on, None), parent_name=parent.name if parent else None, **place
        )
        rows += [org, standing]
        return org


def _unit(name: str, nature: str, coverage: str) -> dict[str, Any]:
    """An organization with a unit of its own (items 6-9 of the form)."""
    return {"unit_situation": _OWN_UNIT, "unit_name": name, "unit_nature": nature, "unit_coverage": coverage}
