"""The firms of the demonstration with the people in them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.dialects.postgresql import Range
from sqlmodel import SQLModel

from app.demo.departments import place_name
from app.demo.invented import Invented, Inventor
from app.models.law_firms import FirmStatus, LawFirm, LawFirmStanding
from app.models.party_orgs import PartyOrg
from app.rules.people.membership import FULL_MEMBER, PROBATIONARY_MEMBER
from app.rules.people.names import org_pinyin_key
from app.rules.reference.areas import AreaFacts

_LARGEST = 32
_BUSINESS = ("民商事", "刑事", "行政", "知识产权", "金融证券", "劳动", "破产重整", "涉外", "建设工程", "婚姻家事")
_FIRST, _SECOND = "衡明信德泰鼎恒嘉正法中金蜀川天瑞公益诚华", "平正达和立诚义言理安律宏信泽远舟石策典元"


_CENTRES: dict[str, tuple[float, float]] = {
    "5103": (104.78, 29.34), "5104": (101.72, 26.58), "5105": (105.44, 28.87), "5106": (104.40, 31.13),
    "5107": (104.68, 31.47), "5108": (105.84, 32.44), "5109": (105.59, 30.53), "5110": (105.06, 29.58),
    "5111": (103.77, 29.55), "5113": (106.11, 30.84), "5114": (103.85, 30.08), "5115": (104.64, 28.75),
    "5116": (106.63, 30.46), "5117": (107.47, 31.21), "5118": (103.01, 29.98), "5119": (106.75, 31.86),
    "5120": (104.63, 30.13), "5132": (102.22, 31.90), "5133": (101.96, 30.05), "5134": (102.27, 27.88),
}  # fmt: skip
"""Where the cities are, in degrees east and north; where in them a county or a firm lies is invented."""
_COUNTY_SPREAD, _FIRM_SPREAD, _LOCATED = 0.05, 0.012, 0.9


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


class FirmOpener:
    """Opens one firm after another."""

    def __init__(self, rng: random.Random, inventor: Inventor) -> None:
        self._rng, self._inventor = rng, inventor
        self._opened = 0

    def open(self, place: AreaFacts, *, members: int = 0, movers: int = 0) -> Firm:
        """A firm with its people: at least `members` and `movers` are full members; with movers it is a large one."""
        rng = self._rng
        self._opened += 1
        name = f"四川{rng.choice(_FIRST)}{rng.choice(_SECOND)}{self._opened:03d}律师事务所"
        status = FirmStatus.ACTIVE if members or movers else rng.choices(list(FirmStatus), (96, 2, 2))[0]
        sizes = (rng.randint(3, 8), rng.randint(9, 18), rng.randint(19, 30))
        size = _LARGEST if movers else rng.choices(sizes, (70, 22, 8))[0]
        city = place.code[:4]
        head = self._inventor.person(city, youngest=35)
        longitude, latitude = _place(place.code, self._opened)
        row = LawFirm(
            id=self._inventor.key(),
            uscc=self._inventor.uscc(city),
            name=name,
            name_key=org_pinyin_key(name),
            form="12" if movers else rng.choices(("11", "20", "30"), (73, 25, 2))[0],
            status=status,
            address=f"四川省{place_name(place)}人民路{rng.randint(1, 300)}号",
            longitude=longitude,
            latitude=latitude,
            area_code=place.code,
            place_path=place.place_path,
            head_name=head.name,
            approved_on=self._inventor.day(1996, 2018),
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

    def rows(self, firm: Firm) -> list[SQLModel]:
        """The firm and its standing over time, once it is known which organization covers it."""
        row = firm.row
        placed: dict[str, Any] = {"firm_id": row.id, "party_path": row.party_path, "place_path": row.place_path}
        if row.status is FirmStatus.ACTIVE:
            periods = [(FirmStatus.ACTIVE, Range(row.approved_on, None))]
        else:
            ended = self._inventor.day(2023, 2025)
            periods = [(FirmStatus.ACTIVE, Range(row.approved_on, ended)), (row.status, Range(ended, None))]
        return [row, *(LawFirmStanding(valid_during=during, status=status, **placed) for status, during in periods)]

    def _category(self) -> str | None:
        return self._rng.choices((FULL_MEMBER, PROBATIONARY_MEMBER, None), (30, 2, 68))[0]


def _place(county: str, number: int) -> tuple[float | None, float | None]:
    """Near the middle of the county, for nine firms of ten; by draws of its own, so that it moves no other draw."""
    of_county, of_firm = random.Random(int(county)), random.Random(number)  # noqa: S311 - nothing secret is drawn
    middle = [degrees + of_county.gauss(0, _COUNTY_SPREAD) for degrees in _CENTRES[county[:4]]]
    if of_firm.random() >= _LOCATED:
        return None, None
    longitude, latitude = (round(degrees + of_firm.gauss(0, _FIRM_SPREAD), 5) for degrees in middle)
    return longitude, latitude
