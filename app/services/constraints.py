"""Which declared error stands behind which database constraint or refusal, by name and never by message text."""

from app.core.errors import OUT_OF_SCOPE, NotFound, Problem
from app.services import (
    accounts,
    correction_requests,
    formations,
    law_firms,
    membership_decisions,
    partners,
    party_orgs,
    practice,
    temporary_affiliations,
)
from app.services import transfer_problems as transfers

CONSTRAINTS: dict[str, type[Problem]] = {
    OUT_OF_SCOPE: party_orgs.AreaOutOfScope,
    "accepted_before_affiliation": transfers.AcceptedBeforeAffiliation,
    "accepted_in_future": transfers.AcceptedInFuture,
    "affiliation_changed_meanwhile": transfers.AffiliationChangedMeanwhile,
    "affiliation_changed_today": transfers.AffiliationChangedToday,
    "branch_not_under_committee": transfers.BranchNotUnderCommittee,
    "fk_law_firm_head_office_id": law_firms.HeadOfficeNotFound,
    "law_firm_not_found": NotFound,
    "letter_expired": transfers.LetterExpired,
    "member_not_in_normal_status": transfers.MemberNotInNormalStatus,
    "party_org_not_found": NotFound,
    "party_org_under_itself": party_orgs.PartyOrgUnderItself,
    "person_not_found": NotFound,
    "pk_practice": practice.PracticeOutOfOrder,
    "practice_out_of_order": practice.PracticeOutOfOrder,
    "same_branch": transfers.SameBranch,
    "transfer_action_out_of_turn": transfers.OutOfTurn,
    "transfer_not_found": NotFound,
    "uq_account_username": accounts.UsernameTaken,
    "uq_correction_request_open": correction_requests.CorrectionAlreadyOpen,
    "uq_formation_open_per_firm": formations.FormationAlreadyOpen,
    "uq_law_firm_uscc": law_firms.LawFirmExists,
    "uq_membership_decision_open_per_member": membership_decisions.DecisionOpen,
    "uq_partner_client_id": partners.ClientIdTaken,
    "uq_party_org_open_name": party_orgs.PartyOrgExists,
    "uq_role_grant_live": accounts.GrantExists,
    "uq_temporary_affiliation_live": temporary_affiliations.TemporaryAffiliationLive,
    "uq_temporary_affiliation_stay": temporary_affiliations.TemporaryStayOverlaps,
    "uq_transfer_open_per_member": transfers.TransferAlreadyOpen,
    "uq_transfer_open_per_number": transfers.TransferAlreadyOpen,
}
