"""The person behind a lawyer's and a member's record: what identifies them, enciphered."""

import datetime as dt
import uuid

from sqlmodel import Field, SQLModel

from app.models.base import moment_column, new_id, path_column


class Person(SQLModel, table=True):
    """Ciphers, contacts and civil facts of one person.

    Paths are the member's, else the lawyer's. `birth_date` is the personnel file's; where it differs from the
    identity number both are kept and `birth_date_differs` is set.
    """

    __tablename__ = "person"

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    id_cipher: bytes
    ethnic_group: str | None = Field(default=None, max_length=2)
    birth_date: dt.date
    birth_date_differs: bool = False
    mobile_cipher: bytes | None = None
    mobile_masked: str | None = Field(default=None, max_length=20)
    phone_cipher: bytes | None = None
    phone_masked: str | None = Field(default=None, max_length=20)
    address_cipher: bytes | None = None
    place_path: str = path_column(index=True)
    party_path: str = path_column(index=True)
    created_at: dt.datetime = moment_column()


class PersonIdentity(SQLModel, table=True):
    """One person, once: the keyed digest of the identity number. Holds no number and no name."""

    __tablename__ = "person_identity"

    digest: bytes = Field(primary_key=True)
    person_id: uuid.UUID = Field(unique=True)
