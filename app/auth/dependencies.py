"""What a route asks for in its signature: the principal with a named permission, a read, or a unit of work."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import OAuth2PasswordBearer
from fastapi.security.base import SecurityBase

from app.auth.permissions import Permission
from app.auth.principals import Principal
from app.auth.work import Work
from app.core.database import Database
from app.core.errors import Forbidden, Unauthenticated

_bearer = OAuth2PasswordBearer(
    tokenUrl="/api/v1/auth/token",
    refreshUrl="/api/v1/auth/refresh",
    auto_error=False,
    description="用户名和口令登录；令牌 15 分钟有效。｜Sign in by user name and password; a token lasts 15 minutes.",
)


async def get_database(request: Request) -> Database:
    """The process's database."""
    database: Database = request.app.state.database
    return database


async def get_principal(request: Request) -> Principal:
    """Who is behind the bearer token."""
    token = await _bearer(request)
    if token is None:
        raise Unauthenticated
    principal: Principal = await request.app.state.sessions.principal(token)
    return principal


CurrentPrincipal = Annotated[Principal, Depends(get_principal)]
DatabaseDep = Annotated[Database, Depends(get_database)]


class Require(SecurityBase):
    """The principal behind the bearer token, if the role has the permission.

    It stands in the contract as the bearer scheme itself: each further dependency costs a read what the database does.
    """

    model, scheme_name = _bearer.model, _bearer.scheme_name

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    async def __call__(self, request: Request) -> Principal:
        principal = await get_principal(request)
        if not principal.can(self.permission):
            raise Forbidden
        return principal


async def get_work(request: Request, principal: CurrentPrincipal, database: DatabaseDep) -> AsyncIterator[Work]:
    """One request, one transaction under the principal's scope, committed before the response is sent."""
    state = request.app.state
    async with database.session(principal.scope) as session:
        yield Work(session, principal, state.clock, state.keyring, state.signer)


WorkDep = Annotated[Work, Depends(get_work, scope="function")]

P = Permission
AccessReader = Annotated[Principal, Depends(Require(P.ACCESS_READ))]
AccountManager = Annotated[Principal, Depends(Require(P.ACCOUNT_MANAGE))]
CalendarKeeper = Annotated[Principal, Depends(Require(P.CALENDAR_KEEP))]
CampaignReader = Annotated[Principal, Depends(Require(P.CAMPAIGN_READ))]
CampaignWriter = Annotated[Principal, Depends(Require(P.CAMPAIGN_WRITE))]
CertificateLetterWriter = Annotated[Principal, Depends(Require(P.CERTIFICATE_LETTER_WRITE))]
CertificateReader = Annotated[Principal, Depends(Require(P.CERTIFICATE_READ))]
CertificateWriter = Annotated[Principal, Depends(Require(P.CERTIFICATE_WRITE))]
ChangeReader = Annotated[Principal, Depends(Require(P.CHANGE_READ))]
CorrectionReader = Annotated[Principal, Depends(Require(P.CORRECTION_READ))]
CorrectionWriter = Annotated[Principal, Depends(Require(P.CORRECTION_WRITE))]
DecisionReader = Annotated[Principal, Depends(Require(P.DECISION_READ))]
DecisionWriter = Annotated[Principal, Depends(Require(P.DECISION_WRITE))]
DevelopmentReader = Annotated[Principal, Depends(Require(P.DEVELOPMENT_READ))]
DevelopmentWriter = Annotated[Principal, Depends(Require(P.DEVELOPMENT_WRITE))]
DigestReader = Annotated[Principal, Depends(Require(P.DIGEST_READ))]
Exporter = Annotated[Principal, Depends(Require(P.EXPORT_RUN))]
FormationReader = Annotated[Principal, Depends(Require(P.FORMATION_READ))]
FormationWriter = Annotated[Principal, Depends(Require(P.FORMATION_WRITE))]
IdentityReader = Annotated[Principal, Depends(Require(P.IDENTITY_READ))]
Importer = Annotated[Principal, Depends(Require(P.IMPORT_RUN))]
JointPlanReader = Annotated[Principal, Depends(Require(P.JOINT_PLAN_READ))]
JointPlanWriter = Annotated[Principal, Depends(Require(P.JOINT_PLAN_WRITE))]
LawFirmReader = Annotated[Principal, Depends(Require(P.LAW_FIRM_READ))]
LawFirmWriter = Annotated[Principal, Depends(Require(P.LAW_FIRM_WRITE))]
LawyerClaimer = Annotated[Principal, Depends(Require(P.LAWYER_CLAIM))]
LawyerReader = Annotated[Principal, Depends(Require(P.LAWYER_READ))]
LawyerWriter = Annotated[Principal, Depends(Require(P.LAWYER_WRITE))]
LeadershipReader = Annotated[Principal, Depends(Require(P.LEADERSHIP_READ))]
LeadershipWriter = Annotated[Principal, Depends(Require(P.LEADERSHIP_WRITE))]
LiaisonWriter = Annotated[Principal, Depends(Require(P.LIAISON_WRITE))]
LifeReader = Annotated[Principal, Depends(Require(P.ORGANIZATION_LIFE_READ))]
LifeWriter = Annotated[Principal, Depends(Require(P.ORGANIZATION_LIFE_WRITE))]
MemberConfirmer = Annotated[Principal, Depends(Require(P.MEMBER_CONFIRM))]
MemberCorrector = Annotated[Principal, Depends(Require(P.MEMBER_CORRECT))]
MemberInviter = Annotated[Principal, Depends(Require(P.MEMBER_INVITE))]
MemberReader = Annotated[Principal, Depends(Require(P.MEMBER_READ))]
MemberSearcher = Annotated[Principal, Depends(Require(P.MEMBER_SEARCH))]
MemberWriter = Annotated[Principal, Depends(Require(P.MEMBER_WRITE))]
OfficerAppointer = Annotated[Principal, Depends(Require(P.OFFICER_APPOINT))]
OwnRecordReader = Annotated[Principal, Depends(Require(P.OWN_RECORD_READ))]
PartnerManager = Annotated[Principal, Depends(Require(P.PARTNER_MANAGE))]
PartyOrgReader = Annotated[Principal, Depends(Require(P.PARTY_ORG_READ))]
PartyOrgWriter = Annotated[Principal, Depends(Require(P.PARTY_ORG_WRITE))]
PlacementDecider = Annotated[Principal, Depends(Require(P.PLACEMENT_DECIDE))]
ReferenceReader = Annotated[Principal, Depends(Require(P.REFERENCE_READ))]
SelfReader = Annotated[Principal, Depends(Require(P.SELF_READ))]
SharingApprover = Annotated[Principal, Depends(Require(P.SHARING_APPROVE))]
SharingReader = Annotated[Principal, Depends(Require(P.SHARING_READ))]
StatisticsReader = Annotated[Principal, Depends(Require(P.STATISTICS_READ))]
TaskReader = Annotated[Principal, Depends(Require(P.TASK_READ))]
TemporaryReader = Annotated[Principal, Depends(Require(P.TEMPORARY_READ))]
TemporaryWriter = Annotated[Principal, Depends(Require(P.TEMPORARY_WRITE))]
TransferProposer = Annotated[Principal, Depends(Require(P.TRANSFER_PROPOSE))]
TransferReader = Annotated[Principal, Depends(Require(P.TRANSFER_READ))]
TransferWriter = Annotated[Principal, Depends(Require(P.TRANSFER_WRITE))]
