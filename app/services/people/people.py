"""The person behind a lawyer's and a member's record: found by the number's digest, made once, named once."""

import datetime as dt
import uuid
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from app.auth.work import Work
from app.core.crypto import Keyring, mask_phone
from app.core.errors import Conflict, FieldFault, InvalidRequest
from app.models.lawyers import Lawyer
from app.models.members import Member
from app.models.people import Person, PersonIdentity
from app.rules.people.id_number import IdNumber, normalize
from app.rules.people.names import pinyin_initials, pinyin_key


class PersonRegisteredElsewhere(Conflict):
    code, title = "person_registered_elsewhere", "此人已由其他机关登记"
    detail = (
        "该公民身份号码已在管辖范围外登记，不显示详情。"
        "律师转入本地执业的，由司法行政机关凭执业证办理转入（POST /api/v1/lawyers/claim）；"
        "党员转入的，请办理组织关系接转。"
    )

    def __init__(self, person_id: uuid.UUID | None = None) -> None:
        """`person_id` is for the access log alone, never for the answer."""
        super().__init__()
        self.person_id = person_id


async def find_person(work: Work, number: str) -> uuid.UUID | None:
    """Whose identity number this is, whether or not the person is in scope: never tell the caller from this alone."""
    digest = work.keyring.lookup(normalize(number))
    return (await work.session.exec(select(PersonIdentity.person_id).where(PersonIdentity.digest == digest))).first()


async def register_person(
    work: Work,
    number: IdNumber,
    *,
    name: str,
    place_path: str,
    party_path: str,
    ethnic_group: str | None = None,
    birth_date: dt.date | None = None,
    contacts: Mapping[str, str | None] | None = None,
) -> Person:
    """The person of this number: the one already in scope, else a new one with these paths.

    Of a person already there only what is missing is filled in. `contacts` as in `write_contacts`; `birth_date` is
    the personnel file's, where it is known. Adds no ledger row: the record that needs the person has one.
    Errors: `PersonRegisteredElsewhere`; `InvalidRequest` with `name_differs_from_record` when the number's record
    in scope bears another name. Of two concurrent registrations of one number the second waits for the first.
    """
    person = Person(
        id_cipher=work.keyring.seal(number.number.encode()),
        ethnic_group=ethnic_group,
        birth_date=birth_date or number.birth_date,
        birth_date_differs=birth_date not in {None, number.birth_date},
        place_path=place_path,
        party_path=party_path,
    )
    digest = work.keyring.lookup(number.number)
    identity = insert(PersonIdentity).values(digest=digest, person_id=person.id).on_conflict_do_nothing()
    if (await work.session.exec(identity)).rowcount == 1:
        write_contacts(work.keyring, person, contacts or {})
        work.session.add(person)
        await work.session.flush()
        return person
    known = await find_person(work, number.number)
    statement = select(Person).where(Person.id == known).with_for_update()
    existing = (await work.session.exec(statement)).one_or_none()
    if existing is None:
        raise PersonRegisteredElsewhere(known)
    await require_same_name(work, existing.id, name)
    existing.ethnic_group = existing.ethnic_group or ethnic_group
    held = {"mobile": existing.mobile_cipher, "phone": existing.phone_cipher, "home_address": existing.address_cipher}
    write_contacts(work.keyring, existing, {key: text for key, text in (contacts or {}).items() if held[key] is None})
    return existing


def write_contacts(keyring: Keyring, person: Person, contacts: Mapping[str, str | None]) -> None:
    """Seal the contacts that are named: `mobile`, `phone`, `home_address`; an empty one is removed."""
    for field, text in contacts.items():
        sealed = keyring.seal_text(text)
        match field:
            case "mobile":
                person.mobile_cipher, person.mobile_masked = sealed, mask_phone(text)
            case "phone":
                person.phone_cipher, person.phone_masked = sealed, mask_phone(text)
            case "home_address":
                person.address_cipher = sealed
            case _:
                raise KeyError(field)


async def rename_person(work: Work, person_id: uuid.UUID, name: str, *, reason: str | None = None) -> None:
    """Change the name on every current record of a person, also on the one that the caller may not see.

    The justice bureau is the source of names (N05). The database checks that one of the records is in scope and
    writes a ledger row for each; read again what the session has loaded of them. Closed history keeps the old name.
    """
    await work.session.flush()
    call = sa.func.rename_person(person_id, name, pinyin_key(name), pinyin_initials(name), reason)
    await work.session.exec(select(call))


async def settle_people(work: Work, *person_ids: uuid.UUID) -> None:
    """Bring right what follows from a person's member and lawyer record together, whichever of them changed."""
    await work.session.flush()
    await work.session.exec(select(sa.func.settle_people(sa.cast(list(person_ids), sa.ARRAY(sa.Uuid)))))


async def require_same_name(work: Work, person_id: uuid.UUID, name: str, field: str = "name") -> None:
    """`InvalidRequest` where a record of the person in scope bears another name."""
    names = select(col(Member.name)).where(Member.person_id == person_id)
    names_too = select(col(Lawyer.name)).where(Lawyer.person_id == person_id)
    held = (await work.session.exec(sa.union(names, names_too))).scalars().all()  # type: ignore[call-overload]
    if any(other != name for other in held):
        message = "姓名与该公民身份号码已登记的姓名不一致，请核对；确已更名的，先请司法行政机关更正姓名。"
        raise InvalidRequest(errors=[FieldFault(field=field, code="name_differs_from_record", message=message)])
