"""HTTP only: a route reads its request, calls a query or a service, and answers."""

from fastapi import APIRouter

from app.routers import (
    accounts,
    areas,
    auth,
    correction_requests,
    disclosures,
    exports,
    formations,
    imports,
    law_firms,
    lawyers,
    log,
    members,
    membership_decisions,
    organization_checks,
    partners,
    party_orgs,
    receipts,
    sharing_grants,
    temporary_affiliations,
    transfers,
)

ROUTERS: tuple[APIRouter, ...] = (
    auth.router,
    imports.router,
    exports.router,
    party_orgs.router,
    formations.router,
    organization_checks.router,
    law_firms.router,
    lawyers.router,
    members.router,
    membership_decisions.router,
    disclosures.router,
    transfers.router,
    receipts.router,
    temporary_affiliations.router,
    correction_requests.router,
    log.router,
    partners.router,
    sharing_grants.router,
    accounts.router,
    areas.router,
)
