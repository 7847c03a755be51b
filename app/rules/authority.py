"""One item, one source (一数一源): which side is authoritative for which column (N05)."""

import enum


class Side(enum.StrEnum):
    """The side whose word counts; contacts are anybody's who collects."""

    PARTY = "party"
    PRACTICE = "practice"
    CONTACT = "contact"


_CONTACTS = {"mobile", "phone", "home_address", "address", "postcode", "contact_name", "contact_phone"}
_CIVIL = {"name", "sex", "ethnic_group", "birth_date"}
_SIDES = {"party_org": Side.PARTY, "law_firm": Side.PRACTICE, "lawyer": Side.PRACTICE, "member": Side.PARTY}


def side_of(noun: str, field: str) -> Side:
    """The authoritative side of a column.

    Practice facts and civil facts (which the licence file holds) are the justice bureau's, Party facts the
    organization department's and its organizations'; which firms are key firms (N25) is a Party fact.
    """
    if field == "is_key_firm":
        return Side.PARTY
    if noun != "law_firm" and field in _CONTACTS:
        return Side.CONTACT
    if noun == "member" and field in _CIVIL:
        return Side.PRACTICE
    return _SIDES[noun]
