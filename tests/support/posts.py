"""Posts as they are recorded."""

from typing import Any

from app.models.members import Member
from app.models.party_orgs import PartyOrg


def asked(org: PartyOrg, member: Member | None, **changes: Any) -> dict[str, Any]:
    return {
        "org_id": str(org.id),
        "kind": "secretary",
        "person_id": str(member.person_id) if member else None,
        "basis": "elected",
        "document": "律党〔2024〕3号",
        **changes,
    }
