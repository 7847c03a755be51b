"""The tables. Importing this package registers every one of them with SQLModel's metadata."""

from app.models import (
    accounts,
    areas,
    changes,
    correction_requests,
    figures,
    idempotency,
    imports,
    law_firms,
    lawyers,
    log,
    members,
    party_orgs,
    people,
    sharing,
    sharing_exports,
    transfers,
)

__all__ = [
    "accounts",
    "areas",
    "changes",
    "correction_requests",
    "figures",
    "idempotency",
    "imports",
    "law_firms",
    "lawyers",
    "log",
    "members",
    "party_orgs",
    "people",
    "sharing",
    "sharing_exports",
    "transfers",
]
