"""The demonstration province put together: every city but one, from a seed."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import SQLModel

from app.core.crypto import Keyring
from app.demo.departments import DemoAccount, cities
from app.demo.invented import Invented, Inventor
from app.demo.organizations import City, Founder
from app.demo.people import Registrar
from app.demo.seed import EMPTY_CITY, PROVINCE, seeded
from app.models.accounts import StaffRole
from app.models.party_orgs import PartyOrg
from app.rules.reference.areas import areas

_FIRMS = {"5107": 26, "5113": 23, "5115": 22, "5106": 20, "5105": 20, "5117": 19, "5111": 17, "5132": 8, "5133": 8}
_FIRMS_ELSEWHERE = 13


@dataclass(frozen=True)
class Movers:
    """What the transfers of a city are made of: members of one branch, and the two branches they may go to."""

    branch: PartyOrg
    committee: PartyOrg
    members: Sequence[Invented]
    nearby: PartyOrg
    elsewhere: PartyOrg
    elsewhere_committee: PartyOrg


@dataclass(frozen=True)
class Province:
    """The rows of the demonstration, who signs in to it beside the departments, and who moves."""

    rows: list[SQLModel]
    accounts: list[DemoAccount]
    movers: list[Movers]


def make_province(keyring: Keyring, today: dt.date) -> Province:
    """The same province from the same seed; ciphers differ with the installation's keys, dates follow `today`."""
    rng = seeded()
    inventor = Inventor(rng, keyring, today)
    founder = Founder(rng, inventor, keyring)
    founded = [
        founder.found(area, _FIRMS.get(area.code, _FIRMS_ELSEWHERE)) for area in cities() if area.code != EMPTY_CITY
    ]
    rows = founder.province(areas()[PROVINCE])
    accounts: list[DemoAccount] = []
    movers: list[Movers] = []
    registrar = Registrar(rng, inventor, founded, today)
    for city in founded:
        rows += [*city.rows, *registrar.register(city)]
        accounts += _officers(city)
        movers.append(_movers(city))
    member, place = movers[0].members[-1], movers[0].branch.area_code[:4]
    accounts.append(DemoAccount(f"{place}00.member", StaffRole.MEMBER, member.name, person_id=member.person.id))
    return Province(rows, accounts, movers)


def _officers(city: City) -> Iterator[DemoAccount]:
    """One officer for every organization that a transfer within the city needs."""
    largest, outlying = city.firms[0], city.firms[1]
    orgs = {
        "bureau-party": city.bureau,
        "bar-party": city.association,
        "county-party": city.county,
        "firm-party": city.firm_committee,
        "direct-branch": city.direct,
        "county-branch": outlying.branches[0],
        **{f"firm-branch{number}": branch for number, branch in enumerate(largest.branches, 1)},
    }
    for suffix, org in orgs.items():
        if org is not None:
            yield DemoAccount(f"{city.area.code}00.{suffix}", StaffRole.ORG_OFFICER, org.name, org_id=org.id)


def _movers(city: City) -> Movers:
    largest = city.firms[0]
    return Movers(
        branch=largest.branches[0],
        committee=city.firm_committee or city.bureau,
        members=[recruit.who for recruit in largest.people if recruit.is_mover],
        nearby=largest.branches[1] if city.firm_committee else city.direct,
        elsewhere=city.firms[1].branches[0],
        elsewhere_committee=city.county,
    )
