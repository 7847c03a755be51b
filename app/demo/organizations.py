"""The firms of a city with the people in them, and the Party organizations that cover them (N22-N28)."""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.dialects.postgresql import Range
from sqlmodel import SQLModel

from app.core.crypto import Keyring, mask_phone
from app.demo import demo_id
from app.demo.departments import counties, place_name
from app.demo.invented import Invented, Inventor
from app.models.areas import DepartmentKind
from app.models.law_firms import FirmStatus, LawFirm, LawFirmStanding
from app.models.party_orgs import GuidanceKind, PartyOrg, PartyOrgGuidance, PartyOrgStanding, PartyOrgUnit
from app.rules.areas import AreaFacts
from app.rules.membership import FULL_MEMBER, PROBATIONARY_MEMBER
from app.rules.names import org_pinyin_key
from app.rules.party_structure import BRANCH, COMMITTEE, GENERAL_BRANCH, JOINT_BRANCH

LARGE_CITY_FIRMS = 16
"""From so many firms on, a city's association has a committee and its largest firm too; else a general branch (N27)."""

_SAME_UNIT, _SEVERAL_UNITS, _OWN_UNIT = "1", "2", "3"
_FULL_MEMBERS_NEEDED, _MOST_UNITS = 3, 5
_LARGEST, _MOVERS = 32, 4
_BUSINESS = ("民商事", "刑事", "行政", "知识产权", "金融证券", "劳动", "破产重整", "涉外", "建设工程", "婚姻家事")
_FIRST, _SECOND = "衡明信德泰鼎恒嘉正法中金蜀川天瑞公益诚华", "平正达和立诚义言理安律宏信泽远舟石策典元"


@dataclass
class Recruit:
    """Somebody of a firm; `category` is the member's, None for whoever is no member. A mover will be transferred."""

    who: Invented
    category: str | None
    is_mover: bool = False


@dataclass
class Firm:
    """A firm, its people and the branch that takes its members."""

    row: LawFirm
    people: list[Recruit]
    branches: Sequence[PartyOrg] = ()

    @property
    def full_members(self) -> int:
        """How many full members practise there."""
        return sum(recruit.category == FULL_MEMBER for recruit in self.people)


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
        self._firms = 0

    def found(self, area: AreaFacts, firms: int) -> City:
        """A city: its committees, its firms, and the branches and joint branches over them."""
        rows: list[SQLModel] = []
        seat, outlying = counties(area.code)[0], counties(area.code)[-1]
        bureau, association, direct = self._departments(
            rows, area, COMMITTEE if firms >= LARGE_CITY_FIRMS else GENERAL_BRANCH
        )
        county = self._org(
            rows, f"中共{place_name(outlying)}司法局机关委员会", COMMITTEE, outlying, self._day(2003, 2006),
            department_id=demo_id(DepartmentKind.JUSTICE_BUREAU, outlying.code),
            **_unit(f"{place_name(outlying)}司法局", "机关", "建立党委"),
        )  # fmt: skip
        city = City(area, bureau, association, direct, county, rows=rows)
        city.firms = [self._firm(seat, movers=_MOVERS), *(self._firm(outlying, members=2) for _ in range(2))]
        city.firms += [self._firm(self._rng.choice(counties(area.code))) for _ in range(firms - len(city.firms))]
        self._cover(city)
        for firm in city.firms:
            rows.extend(self._firm_rows(firm))
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
            rows, f"中共{place}{office}机关委员会", COMMITTEE, area, self._day(2001, 2005),
            department_id=demo_id(DepartmentKind.JUSTICE_BUREAU, area.code),
            **_unit(f"{place}{office}", "机关", "建立党委"),
        )  # fmt: skip
        kind = "委员会" if category == COMMITTEE else "总支部委员会"
        association = self._org(
            rows, f"中共{place}律师行业{kind}", category, area, self._day(2008, 2010), parent=bureau,
            department_id=demo_id(DepartmentKind.BAR_ASSOCIATION, area.code),
            **_unit(f"{place}律师协会", "社会组织", "建立党委" if category == COMMITTEE else "建立党总支"),
        )  # fmt: skip
        direct = self._org(
            rows, f"中共{place}律师协会直属支部", BRANCH, area, self._day(2010, 2011), parent=association,
            unit_situation=_SAME_UNIT,
        )  # fmt: skip
        return bureau, association, direct

    def _cover(self, city: City) -> None:
        """Own organizations for firms with three full members, joint ones for the rest; some stay uncovered."""
        largest, *others = [firm for firm in city.firms if firm.row.status is FirmStatus.ACTIVE]
        name = largest.row.name
        if city.association.category == COMMITTEE:
            city.firm_committee = self._firm_org(city, f"中共{name}委员会", COMMITTEE, [largest])
            largest.branches = [
                self._org(
                    city.rows, f"中共{name}第{ordinal}支部", BRANCH, city.area, self._day(2019, 2021),
                    parent=city.firm_committee, unit_situation=_SAME_UNIT,
                )
                for ordinal in "一二"
            ]  # fmt: skip
        else:
            self._firm_org(city, f"中共{name}支部", BRANCH, [largest])
        of_county, small = others[:2], []
        for firm in others[2:]:
            if firm.full_members < _FULL_MEMBERS_NEEDED:
                small.append(firm)
            elif self._rng.random() < 0.85:
                self._firm_org(city, f"中共{firm.row.name}支部", BRANCH, [firm])
        self._join_of_county(city, of_county)
        self._join(city, small)

    def _join_of_county(self, city: City, firms: list[Firm]) -> None:
        """Where a county has no association, the place decides whom its joint branch belongs to (N28)."""
        place = place_name(counties(city.area.code)[-1])
        branch = self._firm_org(
            city, f"中共{place}律师联合支部", JOINT_BRANCH, firms, parent=city.county,
            local_decision=f"{place}司法局党组会议纪要〔2019〕6号：县（区）未设律师协会，由司法局机关党委管理",
        )  # fmt: skip
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
            city.rows, name, category, place, self._day(2019, 2022), parent=parent or city.association,
            secretary_name=secretary, contact_name=secretary, **facts,
        )  # fmt: skip
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

    def _firm(self, place: AreaFacts, *, members: int = 0, movers: int = 0) -> Firm:
        """A firm with its people: at least `members` and `movers` are full members; with movers it is a large one."""
        rng = self._rng
        self._firms += 1
        name = f"四川{rng.choice(_FIRST)}{rng.choice(_SECOND)}{self._firms:03d}律师事务所"
        status = FirmStatus.ACTIVE if members or movers else rng.choices(list(FirmStatus), (96, 2, 2))[0]
        sizes = (rng.randint(3, 8), rng.randint(9, 18), rng.randint(19, 30))
        size = _LARGEST if movers else rng.choices(sizes, (70, 22, 8))[0]
        city = place.code[:4]
        head = self._inventor.person(city, youngest=35)
        row = LawFirm(
            id=self._inventor.key(),
            uscc=self._inventor.uscc(city),
            name=name,
            name_key=org_pinyin_key(name),
            form="12" if movers else rng.choices(("11", "20", "30"), (73, 25, 2))[0],
            status=status,
            address=f"四川省{place_name(place)}人民路{rng.randint(1, 300)}号",
            area_code=place.code,
            place_path=place.place_path,
            head_name=head.name,
            approved_on=self._day(1996, 2018),
            authority=f"{place_name(place)}司法局",
            business_types=sorted(rng.sample(_BUSINESS, 2)),
            is_key_firm=size > 25,
        )
        if row.status is FirmStatus.CANCELLED:
            return Firm(row, [])
        sure = members + movers
        people = [
            Recruit(
                self._inventor.person(city) if number else head,
                FULL_MEMBER if number < sure else self._category(),
                is_mover=number < movers,
            )
            for number in range(size)
        ]
        return Firm(row, people)

    def _category(self) -> str | None:
        return self._rng.choices((FULL_MEMBER, PROBATIONARY_MEMBER, None), (30, 2, 68))[0]

    def _firm_rows(self, firm: Firm) -> list[SQLModel]:
        row = firm.row
        placed: dict[str, Any] = {"firm_id": row.id, "party_path": row.party_path, "place_path": row.place_path}
        if row.status is FirmStatus.ACTIVE:
            periods = [(FirmStatus.ACTIVE, Range(row.approved_on, None))]
        else:
            ended = self._day(2023, 2025)
            periods = [(FirmStatus.ACTIVE, Range(row.approved_on, ended)), (row.status, Range(ended, None))]
        return [row, *(LawFirmStanding(valid_during=during, status=status, **placed) for status, during in periods)]

    def _day(self, first_year: int, last_year: int) -> dt.date:
        return dt.date(self._rng.randint(first_year, last_year), self._rng.randint(1, 12), self._rng.randint(1, 28))


def _unit(name: str, nature: str, coverage: str) -> dict[str, Any]:
    """An organization with a unit of its own (items 6-9 of the form)."""
    return {"unit_situation": _OWN_UNIT, "unit_name": name, "unit_nature": nature, "unit_coverage": coverage}
