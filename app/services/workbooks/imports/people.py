"""What lawyers and members have in common: the person behind the number, found or made, with the card of lists."""

import asyncio
import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core.crypto import Keyring, mask_phone
from app.models.base import new_id
from app.rules.faults import Fault, Remark
from app.rules.people import id_number
from app.rules.people.id_number import IdNumber
from app.rules.people.membership import check_identity
from app.rules.people.names import normalize_name, pinyin_initials, pinyin_key
from app.schemas.people.contacts import normalize_phone
from app.services.workbooks.imports.cells import Cells
from app.services.workbooks.imports.staging import Staging

STAGED = {
    "row": "integer",
    "person_id": "uuid",
    "digest": "bytea",
    "id_cipher": "bytea",
    "id_masked": "text",
    "number_birth_date": "date",
    "name": "text",
    "name_key": "text",
    "name_initials": "text",
    "sex": "text",
    "ethnic_group": "text",
    "birth_date": "date",
    "mobile_cipher": "bytea",
    "mobile_masked": "text",
    "phone_cipher": "bytea",
    "phone_masked": "text",
    "address_cipher": "bytea",
}
CARD = ("name", "name_key", "name_initials", "sex")
_KNOWN = """
    SELECT i.digest, i.person_id, p.mobile_cipher, p.phone_cipher, p.address_cipher
    FROM person_identity i LEFT JOIN person p ON p.id = i.person_id WHERE i.digest = ANY ($1)
"""


@dataclass(slots=True)
class PersonRow:
    """A row that is accepted so far.

    `body` names the firm or branch; `record` are the values of the lawyer's or member's own columns.
    """

    row: int
    number: IdNumber
    name: str
    sex: str
    ethnic_group: str | None
    birth_date: dt.date | None
    contacts: tuple[str | None, str | None, str | None]
    body: str = ""
    record: tuple[Any, ...] = ()
    remarks: list[Remark] = field(default_factory=list)


class PersonReader:
    """Reads the person's columns; each number counts once in a workbook."""

    def __init__(self, today: dt.date) -> None:
        self._today = today
        self._seen: set[str] = set()

    def read(self, cells: Cells, row: int) -> PersonRow | None:
        """The person of a row, or None where the columns that identify one are refused."""
        number = cells.read("id_number", id_number.parse)
        sex = cells.code("sex", "sex")
        birth_date = cells.any_date("birth_date")
        if number and number.number in self._seen:
            cells.refuse(Fault("id_number", "id_number_repeated", "本表中已有这个公民身份号码，请核对号码或只保留一行"))
        elif number:
            faults, remarks = check_identity(number, sex=sex, birth_date=birth_date, today=self._today)
            cells.refuse(*faults)
            cells.remarks += remarks
            self._seen.add(number.number)
        name = cells.read("name", normalize_name)
        ethnic_group = cells.code("ethnic_group", "ethnic_group")
        contacts = (
            cells.read("mobile", normalize_phone),
            cells.read("phone", normalize_phone),
            cells.line("home_address", 200),
        )
        if number is None or name is None:
            return None
        return PersonRow(row, number, name, number.sex, ethnic_group, birth_date, contacts)


async def stage_people(staging: Staging, keyring: Keyring, rows: list[PersonRow], columns: Mapping[str, str]) -> None:
    """Stage the rows, each with the person that its number belongs to, or with a new one that gets the row's paths.

    `columns` are those of the rows' `record`. Only contacts that differ from the stored ones are sealed anew.
    """
    digests = await asyncio.to_thread(lambda: [keyring.lookup(row.number.number) for row in rows])
    known = {record["digest"]: record for record in await staging.driver.fetch(_KNOWN, digests)}
    sealed = await asyncio.to_thread(lambda: list(_sealed(keyring, rows, digests, known)))
    await staging.fill({**STAGED, **columns}, sealed)
    for statement in _FIND_OR_MAKE:
        await staging.driver.execute(statement)


async def settle_known(staging: Staging, changed: Iterable[uuid.UUID] = ()) -> None:
    """Bring right what follows from two records of one person; a person made by this import has but one."""
    await staging.driver.execute(_SETTLE, list(changed))


async def update_people(staging: Staging) -> None:
    """Write what the rows say otherwise about persons in scope, and note it on the rows for the ledger."""
    await staging.driver.execute(_UPDATE)


def _sealed(
    keyring: Keyring, rows: list[PersonRow], digests: list[bytes], known: Mapping[bytes, Any]
) -> Iterator[tuple[Any, ...]]:
    for row, digest in zip(rows, digests, strict=True):
        held = known.get(digest)
        mobile, phone, address = (
            text if not held or text != keyring.unseal_text(held[column]) else None
            for text, column in zip(row.contacts, ("mobile_cipher", "phone_cipher", "address_cipher"), strict=True)
        )
        yield (
            row.row,
            held["person_id"] if held else new_id(),
            digest,
            None if held else keyring.seal_text(row.number.number),
            id_number.mask(row.number.number),
            row.number.birth_date,
            row.name,
            pinyin_key(row.name),
            pinyin_initials(row.name),
            row.sex,
            row.ethnic_group,
            row.birth_date,
            keyring.seal_text(mobile),
            mask_phone(mobile),
            keyring.seal_text(phone),
            mask_phone(phone),
            keyring.seal_text(address),
            *row.record,
        )


_FIND_OR_MAKE = (
    """
    INSERT INTO person_identity (digest, person_id)
    SELECT digest, person_id FROM staged WHERE id_cipher IS NOT NULL ORDER BY digest ON CONFLICT DO NOTHING
    """,
    # Somebody else may have registered the same person since the look-up.
    """
    UPDATE staged s SET person_id = i.person_id, id_cipher = NULL
    FROM person_identity i WHERE i.digest = s.digest AND i.person_id <> s.person_id
    """,
    """
    INSERT INTO person (id, id_cipher, ethnic_group, birth_date, birth_date_differs, mobile_cipher, mobile_masked,
                        phone_cipher, phone_masked, address_cipher, place_path, party_path)
    SELECT person_id, id_cipher, ethnic_group, coalesce(birth_date, number_birth_date),
           coalesce(birth_date <> number_birth_date, false), mobile_cipher, mobile_masked, phone_cipher, phone_masked,
           address_cipher, place_path, party_path
    FROM staged WHERE id_cipher IS NOT NULL ORDER BY person_id ON CONFLICT DO NOTHING
    """,
)
_SETTLE = """
    SELECT settle_people((
        SELECT array_agg(person_id) FROM staged WHERE is_new AND id_cipher IS NULL OR person_id = ANY ($1)
    ))
"""
_UPDATE = """
    WITH changed AS (
        UPDATE person p SET
            ethnic_group = coalesce(s.ethnic_group, p.ethnic_group),
            birth_date = coalesce(s.birth_date, p.birth_date),
            birth_date_differs = coalesce(s.birth_date, p.birth_date) <> s.number_birth_date,
            mobile_cipher = coalesce(s.mobile_cipher, p.mobile_cipher),
            mobile_masked = coalesce(s.mobile_masked, p.mobile_masked),
            phone_cipher = coalesce(s.phone_cipher, p.phone_cipher),
            phone_masked = coalesce(s.phone_masked, p.phone_masked),
            address_cipher = coalesce(s.address_cipher, p.address_cipher)
        FROM staged s
        WHERE p.id = s.person_id AND s.id_cipher IS NULL
            AND (s.ethnic_group <> p.ethnic_group OR s.birth_date <> p.birth_date
                 OR s.ethnic_group IS NOT NULL AND p.ethnic_group IS NULL
                 OR num_nonnulls(s.mobile_cipher, s.phone_cipher, s.address_cipher) > 0)
        RETURNING p.id, array_remove(ARRAY[
            CASE WHEN old.birth_date <> new.birth_date THEN 'birth_date' END,
            CASE WHEN old.ethnic_group IS DISTINCT FROM new.ethnic_group THEN 'ethnic_group' END,
            CASE WHEN s.address_cipher IS NOT NULL THEN 'home_address' END,
            CASE WHEN s.mobile_cipher IS NOT NULL THEN 'mobile' END,
            CASE WHEN s.phone_cipher IS NOT NULL THEN 'phone' END
        ], NULL) AS names
    )
    UPDATE staged s SET touched = c.names FROM changed c WHERE c.id = s.person_id
"""
