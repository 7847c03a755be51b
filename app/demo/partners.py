"""Partner systems of the demonstration, with their private keys: those of a real partner never leave it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from app.core import base64url
from app.core.settings import Settings
from app.demo.seed import PROVINCE, demo_id
from app.models.areas import DepartmentKind
from app.models.sharing import Embargo, GrantState, Partner, SharingGrant
from app.rules.reference.areas import areas
from app.rules.sharing.sharing import PURPOSES, Transform, unanswered

_PARTNERS = {
    "sc-org-department": ("四川省党员信息平台（演示）", "party_building"),
    "sc-justice-department": ("四川省律师管理平台（演示）", "practice_supervision"),
    "sc-statistics": ("四川省党建统计平台（演示）", "coverage_statistics"),
}
_APPLYING = "sc-statistics"
"""Has applied for a second grant, which the departments have yet to answer."""
_COORDINATE_BYTES = 32


@dataclass(frozen=True)
class DemoPartner:
    """A partner with its grant and what it applied for besides, and what its own system has to know."""

    partner: Partner
    grant: SharingGrant
    applications: Sequence[SharingGrant]
    private_key: dict[str, str]

    def entry(self, settings: Settings) -> dict[str, Any]:
        """As `demo/partners.json` tells it."""
        return {
            "client_id": self.partner.client_id,
            "private_key_jwk": self.private_key,
            "token_endpoint": f"{settings.partner_issuer}/share/v1/oauth/token",
            "issuer": settings.partner_issuer,
            "grant_id": str(self.grant.id),
            "purpose": self.grant.purpose,
        }


def demo_partners(today: dt.date) -> Sequence[DemoPartner]:
    """Three partners with fresh keys, each with everything that its purpose carries over the whole province."""
    return [_partner(client_id, name, purpose, today) for client_id, (name, purpose) in _PARTNERS.items()]


def _partner(client_id: str, name: str, purpose: str, today: dt.date) -> DemoPartner:
    private = _new_key(f"{client_id}-1")
    public = {part: value for part, value in private.items() if part != "d"}
    partner = Partner(
        id=demo_id("partner", client_id), client_id=client_id, name=name, contact="演示数据", keys=[public]
    )
    approved = {"body": "演示数据", "on": today.isoformat(), "document": "演示数据"}
    facts: dict[str, Any] = {
        "partner_id": partner.id,
        "area_code": PROVINCE,
        "place_path": areas()[PROVINCE].place_path,
        "quota_per_day": 1_000_000,
        "valid_from": today,
        "valid_to": today + dt.timedelta(days=3650),
        "embargo": Embargo.OPEN,
        "requested_on": today,
        "answer_due_on": today,
    }
    grant = SharingGrant(
        id=demo_id("sharing_grant", client_id),
        **_content(purpose),
        state=GrantState.IN_FORCE,
        approvals={
            DepartmentKind.ORGANIZATION_DEPARTMENT.value: approved,
            DepartmentKind.JUSTICE_BUREAU.value: approved,
        },
        **facts,
    )
    applications = []
    if client_id == _APPLYING:
        content = _content("transfer_supervision")
        application = SharingGrant(
            id=demo_id("sharing_grant", f"{client_id}/application"),
            **content,
            state=GrantState.REQUESTED,
            approvals=unanswered(content["data_sets"]),
            **facts | {"answer_due_on": today + dt.timedelta(days=14)},
        )
        applications.append(application)
    return DemoPartner(partner, grant, applications, private)


def _content(purpose: str) -> dict[str, Any]:
    """Everything that a purpose carries, in full."""
    bounds = PURPOSES[purpose]
    fields = {name: dict.fromkeys(sorted(fields), Transform.FULL.value) for name, fields in bounds.most.items()}
    return {"purpose": purpose, "legal_basis": bounds.legal_basis, "data_sets": fields}


def _new_key(key_id: str) -> dict[str, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    numbers = key.private_numbers()
    parts = {"x": numbers.public_numbers.x, "y": numbers.public_numbers.y, "d": numbers.private_value}
    coordinates = {name: base64url.encode(value.to_bytes(_COORDINATE_BYTES, "big")) for name, value in parts.items()}
    return {"kty": "EC", "crv": "P-256", "alg": "ES256", "kid": key_id, **coordinates}
