"""Builders: rows as the services would leave them, written past the policies to arrange a test."""

import datetime as dt
import itertools
import uuid
from typing import Any

from sqlalchemy import ARRAY, Uuid, cast, func
from sqlalchemy.dialects.postgresql import Range
from sqlmodel import select

from app.models.areas import Department, DepartmentKind
from app.models.law_firms import FirmStatus, LawFirm, LawFirmStanding
from app.models.lawyers import AffiliationState, Lawyer, LawyerStatus, Practice
from app.models.members import Affiliation, AffiliationOpening, Member, MembershipStanding
from app.models.party_orgs import PartyOrg, PartyOrgStanding, PartyOrgUnit
from app.models.people import Person, PersonIdentity
from app.rules.people import id_number
from app.rules.people.names import org_pinyin_key, pinyin_initials, pinyin_key
from app.rules.practice import uscc
from app.rules.reference.areas import normalize_code, place_path
from tests.support.keys import KEYRING
from tests.support.postgres import OneConnection

_serial = itertools.count(1)
START = dt.date(2020, 1, 1)


def since(day: dt.date) -> Range[dt.date]:
    return Range(day, None)


def make_id_number(*, birth: dt.date = dt.date(1980, 5, 17), female: bool = False, serial: int | None = None) -> str:
    """A number of nobody, each time another: the region prefix 99 is not assigned. Within ten years of `birth`, so that
    however many were made before, whoever is of age stays of age.
    """
    round_, day = (serial, 0) if serial is not None else divmod(next(_serial), 3650)
    order = round_ % 500 * 2 + (0 if female else 1)
    first17 = f"990000{birth + dt.timedelta(days=day):%Y%m%d}{order:03d}"
    return first17 + id_number.check_digit(first17)


def make_uscc(serial: int | None = None) -> str:
    """A law firm's code with valid check characters."""
    body = f"{(serial or next(_serial)):08d}"
    first17 = "31510100" + body + uscc.organization_check_character(body)
    return first17 + uscc.check_character(first17)


async def make_department(database: OneConnection, kind: DepartmentKind, area: str, name: str) -> Department:
    row = Department(kind=kind, name=name, area_code=area, place_path=place_path(area))
    await database.add(row)
    return row


async def make_org(
    database: OneConnection,
    name: str,
    *,
    category: str = "631",
    parent: PartyOrg | None = None,
    area: str = "5101",
    firms: tuple[LawFirm, ...] = (),
    **facts: Any,
) -> PartyOrg:
    """An organization, standing since 2020, covering the given firms."""
    key = uuid.uuid4()
    path = f"{parent.party_path if parent else '/'}{key}/"
    org = PartyOrg(
        id=key,
        name=name,
        name_key=org_pinyin_key(name),
        category=category,
        parent_id=parent.id if parent else None,
        party_path=path,
        area_code=normalize_code(area),
        place_path=place_path(area),
        founded_on=START,
        **facts,
    )
    standing = PartyOrgStanding(
        org_id=key,
        valid_during=since(START),
        name=name,
        category=category,
        parent_id=org.parent_id,
        parent_name=parent.name if parent else None,
        party_path=path,
        place_path=org.place_path,
    )
    await database.add(org, standing)
    for firm in firms:
        firm.covering_org_id, firm.party_path = org.id, path
        unit = PartyOrgUnit(
            firm_id=firm.id, valid_during=since(START), org_id=key, party_path=path, place_path=firm.place_path
        )
        async with database.as_admin() as session:
            await session.merge(firm)
            session.add(unit)
    return org


async def make_firm(
    database: OneConnection, name: str, *, area: str = "510104", status: FirmStatus = FirmStatus.ACTIVE, **facts: Any
) -> LawFirm:
    firm = LawFirm(
        uscc=facts.pop("code", None) or make_uscc(),
        name=name,
        name_key=org_pinyin_key(name),
        form=facts.pop("form", "11"),
        status=status,
        area_code=normalize_code(area),
        place_path=place_path(area),
        **facts,
    )
    standing = LawFirmStanding(
        firm_id=firm.id, valid_during=since(START), status=status, party_path="", place_path=firm.place_path
    )
    await database.add(firm, standing)
    return firm


async def make_person(
    database: OneConnection, *, number: str | None = None, place: str = "", party: str = ""
) -> Person:
    number = number or make_id_number()
    facts = id_number.parse(number)
    person = Person(
        id_cipher=KEYRING.seal(number.encode()),
        ethnic_group="01",
        birth_date=facts.birth_date,
        mobile_cipher=KEYRING.seal_text("19900001234"),
        mobile_masked="199******34",
        place_path=place,
        party_path=party,
    )
    await database.add(person, PersonIdentity(digest=KEYRING.lookup(number), person_id=person.id))
    return person


def _card(person: Person, name: str) -> dict[str, Any]:
    full = KEYRING.unseal(person.id_cipher).decode()
    return {
        "name": name,
        "name_key": pinyin_key(name),
        "sex": id_number.parse(full).sex,
        "id_masked": id_number.mask(full),
    }


async def make_lawyer(
    database: OneConnection,
    name: str,
    firm: LawFirm,
    *,
    person: Person | None = None,
    number: str | None = None,
    practice_type: str = "1",
    political_status: str | None = None,
) -> Lawyer:
    number = number or make_id_number()
    person = person or await make_person(database, number=number, place=firm.place_path, party=firm.party_path)
    card = _card(person, name)
    placed: dict[str, Any] = {
        "firm_id": firm.id,
        "firm_name": firm.name,
        "place_path": firm.place_path,
        "party_path": firm.party_path,
    }
    lawyer = Lawyer(
        person_id=person.id,
        **card,
        name_initials=pinyin_initials(name),
        **placed,
        practice_type=practice_type,
        first_practised_on=START,
        status=LawyerStatus.ACTIVE,
        political_status=political_status,
    )
    practice = Practice(person_id=person.id, valid_during=since(START), practice_type=practice_type, **card, **placed)
    await database.add(lawyer, practice)
    return lawyer


async def make_member(
    database: OneConnection,
    name: str,
    org: PartyOrg,
    *,
    person: Person | None = None,
    number: str | None = None,
    category: str = "1",
    since_day: dt.date = START,
    start_known: bool = True,
    status: str = "1",
) -> Member:
    """A member of an organization; give the person of a lawyer to make one person of both."""
    person = person or await make_person(database, number=number, place=org.place_path, party=org.party_path)
    card = _card(person, name) | {"category": category}
    placed: dict[str, Any] = {
        "org_id": org.id,
        "affiliation_name": org.name,
        "affiliation_state": AffiliationState.IN_AREA_ORG,
        "place_path": org.place_path,
        "party_path": org.party_path,
    }
    member = Member(
        person_id=person.id,
        **card,
        **placed,
        name_initials=pinyin_initials(name),
        admitted_on=dt.date(2005, 7, 1),
        regularized_on=dt.date(2006, 7, 1) if category == "1" else None,
        membership_status=status,
    )
    affiliation = Affiliation(
        person_id=person.id,
        valid_during=since(since_day),
        **card,
        **placed,
        opened_by=AffiliationOpening.FIRST_RECORD,
        start_known=start_known,
    )
    standing = MembershipStanding(
        person_id=person.id,
        valid_during=since(since_day),
        membership_status=status,
        place_path=org.place_path,
        party_path=org.party_path,
    )
    await database.add(member, affiliation, standing)
    async with database.as_admin() as session:
        await session.exec(select(func.settle_people(cast([person.id], ARRAY(Uuid)))))
    return member
