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
from app.rules.areas import AreaFacts
from app.rules.membership import FULL_MEMBER, PROBATIONARY_MEMBER
from app.rules.names import org_pinyin_key

_LARGEST = 32
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
