"""HTTP only: a route reads its request, calls a query or a service, and answers."""

from fastapi import APIRouter

from app.routers import log
from app.routers.accounts import accounts, auth
from app.routers.building import firm_liaisons, formations, joint_plans
from app.routers.corrections import correction_requests
from app.routers.decisions import membership_decisions
from app.routers.development import development_files
from app.routers.life import appraisals, care_records, dues, mass_contacts, meetings, training_records
from app.routers.organizations import elections, organization_checks, party_orgs, posts
from app.routers.people import members, membership_balance
from app.routers.practice import coverage, law_firms, lawyers
from app.routers.reference import areas, calendar
from app.routers.sharing import disclosures, partners, sharing_grants
from app.routers.stays import activity_certificates, certificate_letters, floating_registrations, temporary_affiliations
from app.routers.transfers import campaigns, placements, receipts, transfers, transfers_due
from app.routers.work import digests, own_record, tasks
from app.routers.workbooks import exports, imports

ROUTERS: tuple[APIRouter, ...] = (
    auth.router,
    own_record.router,
    tasks.router,
    digests.router,
    imports.router,
    exports.router,
    party_orgs.router,
    formations.router,
    joint_plans.router,
    organization_checks.router,
    coverage.router,
    firm_liaisons.router,
    posts.router,
    elections.router,
    meetings.router,
    mass_contacts.router,
    care_records.router,
    dues.router,
    training_records.router,
    appraisals.router,
    law_firms.router,
    lawyers.router,
    members.router,
    membership_balance.router,
    membership_decisions.router,
    development_files.router,
    disclosures.router,
    transfers_due.router,
    transfers.router,
    placements.router,
    certificate_letters.router,
    receipts.router,
    campaigns.router,
    temporary_affiliations.router,
    activity_certificates.router,
    floating_registrations.router,
    correction_requests.router,
    log.router,
    partners.router,
    sharing_grants.router,
    accounts.router,
    areas.router,
    calendar.router,
)
