"""Fills a migrated database with invented members by COPY: one province, its cities, organizations, members."""

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import asyncpg
from asyncpg import Range

from app.core.crypto import Keyring
from app.rules.reference.areas import areas

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
KEYS = tuple(
    "zhao qian sun li zhou wu zheng wang feng chen chu wei jiang shen han yang zhu qin you xu".split()  # noqa: SIM905
)
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英"
GIVEN_KEYS = tuple(
    "wei fang na min jing li qiang lei jun yang yong yan jie tao ming chao xiu xia ping gang gui ying".split()  # noqa: SIM905
)
SINCE = dt.date(2020, 1, 1)
PER_BRANCH = 40


@dataclass(frozen=True)
class Loaded:
    """What a benchmark needs of the data: some members by city and by branch, and the branches' keys."""

    people: list[uuid.UUID]
    city_people: list[uuid.UUID]
    branch_id: uuid.UUID
    branch_people: list[uuid.UUID]
    committee_id: uuid.UUID
    branch_names: list[str]


async def load(connection: asyncpg.Connection, keyring: Keyring, members: int) -> Loaded:
    """Add `members` members; the same seed gives the same data."""
    chance = random.Random(2008)  # noqa: S311 - invented data
    counties = [area for area in areas().values() if area.place_path.startswith("/51/") and area.level == "county"]
    orgs, branches = _organizations(chance, counties, members // PER_BRANCH + 1)
    number, phone = keyring.seal(b"990000198001010019"), keyring.seal(b"19900001234")
    ids = [uuid.UUID(int=chance.getrandbits(128), version=4) for _ in range(members)]
    await connection.copy_records_to_table("party_org", records=orgs, columns=ORG_COLUMNS)
    await connection.copy_records_to_table(
        "person", records=_people(ids, branches, number, phone), columns=PERSON_COLUMNS
    )
    await connection.copy_records_to_table("member", records=_members(chance, ids, branches), columns=MEMBER_COLUMNS)
    await connection.copy_records_to_table(
        "affiliation", records=_affiliations(ids, branches), columns=AFFILIATION_COLUMNS
    )
    await connection.copy_records_to_table("transfer", records=_transfers(ids, branches), columns=TRANSFER_COLUMNS)
    await connection.execute("ANALYZE")
    in_city = [id_ for i, id_ in enumerate(ids) if branches[i // PER_BRANCH][3].startswith("/51/5101/")]
    first = next(i for i, branch in enumerate(branches) if branch[3].startswith("/51/5101/"))
    return Loaded(
        chance.sample(ids, min(2000, members)),
        chance.sample(in_city, min(2000, len(in_city))),
        branches[first][0],
        ids[first * PER_BRANCH : (first + 1) * PER_BRANCH],
        uuid.UUID(branches[first][2].split("/")[1]),
        [name for _, name, _, place in branches if place.startswith("/51/")],
    )


ORG_COLUMNS = ["id", "name", "name_key", "category", "parent_id", "party_path", "area_code", "place_path", "version"]
PERSON_COLUMNS = [
    "id", "id_cipher", "ethnic_group", "birth_date", "birth_date_differs", "mobile_cipher", "mobile_masked",
    "place_path", "party_path",
]  # fmt: skip
MEMBER_COLUMNS = [
    "person_id", "name", "name_key", "name_initials", "sex", "id_masked", "category", "admitted_on", "regularized_on",
    "membership_status", "org_id", "affiliation_name", "affiliation_state", "lost_contact", "is_floating",
    "place_path", "party_path", "version",
]  # fmt: skip
AFFILIATION_COLUMNS = [
    "person_id", "valid_during", "org_id", "name", "name_key", "sex", "id_masked", "category", "affiliation_name",
    "affiliation_state", "opened_by", "start_known", "place_path", "party_path",
]  # fmt: skip
TRANSFER_COLUMNS = [
    "id", "person_id", "route", "state", "reason", "from_org_id", "from_org_name", "to_org_id", "to_org_name", "name",
    "id_masked", "from_place_path", "from_party_path", "to_place_path", "to_party_path", "version",
]  # fmt: skip
TRANSFERRED = 20
"""Every so manieth member has a transfer that is closed."""

Branch = tuple[uuid.UUID, str, str, str]


def _organizations(chance: random.Random, counties: list[Any], count: int) -> tuple[list[Any], list[Branch]]:
    rows: list[Any] = []
    branches: list[Branch] = []
    committees = {}
    for county in counties:
        key = uuid.UUID(int=chance.getrandbits(128), version=4)
        committees[county.code] = (key, f"/{key}/")
        name = f"中共{county.name}{county.code}律师行业委员会"
        rows.append((key, name, "zhonggong", "611", None, f"/{key}/", county.code, county.place_path, 1))
    for i in range(count):
        county = counties[i % len(counties)]
        parent, path = committees[county.code]
        key = uuid.UUID(int=chance.getrandbits(128), version=4)
        name = f"中共第{i}律师支部"
        rows.append((key, name, f"zhonggongdi{i}", "631", parent, f"{path}{key}/", county.code, county.place_path, 1))
        branches.append((key, name, f"{path}{key}/", county.place_path))
    return rows, branches


def _people(ids: list[uuid.UUID], branches: list[Branch], number: bytes, phone: bytes) -> Iterator[tuple[Any, ...]]:
    for i, id_ in enumerate(ids):
        _, _, party, place = branches[i // PER_BRANCH]
        yield id_, number, "01", dt.date(1980, 1, 1), False, phone, "199******34", place, party


def _name(i: int) -> tuple[str, str, str]:
    a, b, c = i % 20, i // 20 % 22, i // 440 % 22
    keys = (KEYS[a], GIVEN_KEYS[b], GIVEN_KEYS[c])
    return SURNAMES[a] + GIVEN[b] + GIVEN[c], "".join(keys), "".join(key[0] for key in keys)


def _members(chance: random.Random, ids: list[uuid.UUID], branches: list[Branch]) -> Iterator[tuple[Any, ...]]:
    admitted, full = dt.date(2005, 7, 1), dt.date(2006, 7, 1)
    for i, id_ in enumerate(ids):
        org, org_name, party, place = branches[i // PER_BRANCH]
        name, key, initials = _name(i)
        sex = "1" if chance.random() < 0.6 else "2"
        masked = "99**************"[:14] + f"{i % 10000:04d}"
        yield (
            id_, name, key, initials, sex, masked, "1", admitted, full, "1", org, org_name, "in_area_org", False, False,
            place, party, 1,
        )  # fmt: skip


def _affiliations(ids: list[uuid.UUID], branches: list[Branch]) -> Iterator[tuple[Any, ...]]:
    during = Range(SINCE, None)
    for i, id_ in enumerate(ids):
        org, org_name, party, place = branches[i // PER_BRANCH]
        name, key, _ = _name(i)
        yield (
            id_, during, org, name, key, "1", "99************0000", "1", org_name, "in_area_org", "first_record", False,
            place, party,
        )  # fmt: skip


def _transfers(ids: list[uuid.UUID], branches: list[Branch]) -> Iterator[tuple[Any, ...]]:
    for i in range(0, len(ids), TRANSFERRED):
        org, org_name, party, place = branches[i // PER_BRANCH]
        to, to_name, to_party, to_place = branches[(i // PER_BRANCH + 1) % len(branches)]
        yield (
            uuid.UUID(int=ids[i].int ^ 1), ids[i], "letter", "closed", "调入", org, org_name, to, to_name, _name(i)[0],
            "99************0000", place, party, to_place, to_party, 1,
        )  # fmt: skip
