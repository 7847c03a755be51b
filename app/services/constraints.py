"""Which declared error stands behind which database constraint or refusal, by name and never by message text."""

from app.core.errors import OUT_OF_SCOPE, NotFound, Problem
from app.services.accounts import accounts
from app.services.building import firm_liaisons, formations
from app.services.corrections import correction_requests
from app.services.decisions import membership_decisions
from app.services.development import problems as development
from app.services.life import meetings
from app.services.organizations import elections, party_orgs, posts
from app.services.people.problems import (
    AcceptedBeforeAffiliation,
    AffiliationChangedToday,
    MemberNotInNormalStatus,
    SameBranch,
)
from app.services.practice import law_firms, practice
from app.services.sharing import partners
from app.services.stays import (
    activity_certificate_problems,
    certificate_letters,
    floating_registrations,
    temporary_affiliations,
)
from app.services.transfers import placements
from app.services.transfers import problems as transfers

CONSTRAINTS: dict[str, type[Problem]] = {
    OUT_OF_SCOPE: party_orgs.AreaOutOfScope,
    "accepted_before_affiliation": AcceptedBeforeAffiliation,
    "accepted_in_future": transfers.AcceptedInFuture,
    "admitted_before_end": development.AdmittedBeforeEnd,
    "affiliation_changed_meanwhile": transfers.AffiliationChangedMeanwhile,
    "affiliation_changed_today": AffiliationChangedToday,
    "already_member": development.AlreadyMember,
    "branch_not_under_committee": transfers.BranchNotUnderCommittee,
    "bulk_list_changed": transfers.BulkListChanged,
    "development_file_not_found": NotFound,
    "ex_post_person": posts.PostHeld,
    "ex_post_secretary": posts.SecretaryInOffice,
    "fk_law_firm_head_office_id": law_firms.HeadOfficeNotFound,
    "law_firm_not_found": NotFound,
    "letter_expired": transfers.LetterExpired,
    "member_not_in_normal_status": MemberNotInNormalStatus,
    "party_org_not_found": NotFound,
    "party_org_under_itself": party_orgs.PartyOrgUnderItself,
    "person_not_found": NotFound,
    "pk_firm_liaison": firm_liaisons.LiaisonExists,
    "pk_practice": practice.PracticeOutOfOrder,
    "practice_out_of_order": practice.PracticeOutOfOrder,
    "same_branch": SameBranch,
    "transfer_action_out_of_turn": transfers.OutOfTurn,
    "transfer_not_found": NotFound,
    "uq_account_username": accounts.UsernameTaken,
    "uq_correction_request_open": correction_requests.CorrectionAlreadyOpen,
    "uq_election_open_per_org": elections.ElectionOpen,
    "uq_formation_open_per_firm": formations.FormationAlreadyOpen,
    "uq_development_file_live": development.FileOpen,
    "uq_certificate_letter_out_per_member": certificate_letters.CertificateOut,
    "uq_law_firm_uscc": law_firms.LawFirmExists,
    "uq_membership_decision_open_per_member": membership_decisions.DecisionOpen,
    "uq_partner_client_id": partners.ClientIdTaken,
    "pk_floating_contact": floating_registrations.ContactRecorded,
    "uq_floating_registration_live": floating_registrations.FloatingRegistered,
    "uq_activity_certificate_live": activity_certificate_problems.CertificateLive,
    "uq_activity_certificate_replaces_id": activity_certificate_problems.ReplacedCertificateNotLost,
    "uq_certificate_entry_open": activity_certificate_problems.EntryOpen,
    "uq_certificate_review_certificate_id_year": activity_certificate_problems.ReviewExists,
    "uq_meeting_held_org_id_kind_held_on": meetings.MeetingRecorded,
    "uq_party_org_open_name": party_orgs.PartyOrgExists,
    "uq_placement_decision_live": placements.PlacementExists,
    "uq_role_grant_live": accounts.GrantExists,
    "uq_temporary_affiliation_live": temporary_affiliations.TemporaryAffiliationLive,
    "uq_temporary_affiliation_stay": temporary_affiliations.TemporaryStayOverlaps,
    "uq_transfer_open_bulk_per_org": transfers.TransferAlreadyOpen,
    "uq_transfer_open_per_member": transfers.TransferAlreadyOpen,
    "uq_transfer_open_per_number": transfers.TransferAlreadyOpen,
}
