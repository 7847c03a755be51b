"""Which procedures know each other: what becomes of an open one when another opens, and when that takes effect.

A person or an organization may stand in several at once. `TOGETHER` has a row for each ordered pair. What it blocks is
refused by the kernel (`app.services.procedures`), by a constraint, or where the code of the row is raised; what it
carries or ends is done where the first takes effect (`settle_people`, `settle_committees`, the decision itself).
"""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.models.membership_decisions import DecisionAction
from app.models.temporary_affiliations import TemporaryAction
from app.models.transfers import TransferAction


class Thing(enum.StrEnum):
    """What is going on: the nouns of procedures, and what else may be open or be done beside them."""

    TRANSFER = "transfer"
    DECISION = "membership_decision"
    SUSPENSION = "suspension"
    DEATH = "death"
    TEMPORARY = "temporary_affiliation"
    CERTIFICATE = "activity_certificate"
    CERTIFICATE_LETTER = "certificate_letter"
    FILE = "development_file"
    POST = "post"
    CORRECTION = "correction_request"
    FLOATING = "floating_registration"
    CORRECTED_HOME = "affiliation_correction"
    BULK = "bulk_transfer"
    ELECTION = "election"
    FORMATION = "formation"
    DISSOLUTION = "dissolution"
    MOVE = "move"


class Kind(enum.StrEnum):
    """What becomes of the open one."""

    BLOCKS = "blocks"
    """It forbids the other, until it is finished or taken back."""
    CARRIES = "carries"
    """It goes along: the place to which the person or organization has come is its place, with the bodies of there."""
    ENDS = "ends"
    """It ends, and says by whose act; what was handed out on paper stays to be taken back."""
    IGNORES = "ignores"
    """It goes on as it was."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What becomes of an open other one when the first opens, and when it takes effect.

    None where they do not meet then: what is done at once does not open first, and of one kind there is one at a time.
    What is blocked is refused with `code`; `words` (what is open, whose it is, the remedy) are the kernel's, other
    codes have their own.
    """

    opening: Kind | None
    effect: Kind | None
    why: str
    code: str | None
    words: str | None


T = Thing
OF_A_PERSON = (
    *(T.TRANSFER, T.DECISION, T.TEMPORARY, T.CERTIFICATE, T.CERTIFICATE_LETTER),
    *(T.FILE, T.POST, T.CORRECTION, T.FLOATING),
)
OF_AN_ORGANIZATION = (T.BULK, T.ELECTION, T.FORMATION)
OPEN = (*OF_A_PERSON, *OF_AN_ORGANIZATION)
"""What can be open; a suspension and a death are decisions whose effects differ."""
STANDS_ALONE: Mapping[str, str] = {
    "campaign": "It computes from the records who has transferred, and touches none of them.",
    "sharing_grant": "It lies between the departments and a partner, and changes nothing of whose records are shared.",
}
"""The procedures that meet no other, with the reason."""

ADVANCING: Mapping[Thing, frozenset[enum.StrEnum]] = {
    T.TRANSFER: frozenset(
        {
            *(TransferAction.SUBMIT, TransferAction.AGREE, TransferAction.ISSUE_LETTER, TransferAction.DISPATCH),
            *(TransferAction.REPORT_LOST, TransferAction.REISSUE, TransferAction.ACCEPT, TransferAction.ENTER_RECEIPT),
        }
    ),
    T.DECISION: frozenset({DecisionAction.DECIDE}),
    T.TEMPORARY: frozenset({TemporaryAction.CONVERT}),
}
"""The actions that bring a procedure nearer to its effect, or open another, where the kernel asks what is open:
whatever blocks the effect blocks them. The ways out, and the receipt after an acceptance, are never blocked."""

_WORDS: Mapping[tuple[Thing, Thing], str] = {
    (T.TRANSFER, T.TRANSFER): (
        "该党员已有一件尚未接收的接转；请由接收方办结，或由申请人撤回、有关党委退回后再发起"
        "（GET /api/v1/transfers?person_id=…&open=true）。"
    ),
    (T.TRANSFER, T.DECISION): (
        "该党员有一件党籍处置待决定，接转不能发起或往下办理；请由其上级党委决定，或由提出的党支部撤回后再办。"
        "已发起的接转仍可退回、撤回或撤销。"
    ),
    (T.TRANSFER, T.BULK): (
        "党组织正在整建制转移，期间不单独接转；请待其办结，或由该党组织撤回、有关党委退回整建制转移后再办。"
    ),
    (T.DECISION, T.DECISION): (
        "该党员已有一件党籍处置待决定；请由其上级党委决定，或由提出的党支部撤回后，再提出或登记。"
    ),
    (T.DECISION, T.TRANSFER): ("该党员有一件接转尚未接收；请由申请人撤回，或由有关党委退回、撤销后，再作决定。"),
    (T.DECISION, T.BULK): (
        "该党员在整建制转移的名册上；请待其办结，或由该党组织撤回、有关党委退回整建制转移后，再作决定。"
    ),
    (T.CORRECTED_HOME, T.TRANSFER): (
        "该党员有一件接转尚未接收；请由接收方办结，或由申请人撤回、有关党委退回后，再更正组织关系。"
    ),
    (T.CORRECTED_HOME, T.DECISION): (
        "该党员有一件党籍处置待决定；请由其上级党委决定，或由提出的党支部撤回后，再更正组织关系。"
    ),
    (T.CORRECTED_HOME, T.BULK): (
        "该党员在整建制转移的名册上；请待其办结，或由该党组织撤回、有关党委退回整建制转移后，再更正组织关系。"
    ),
    (T.BULK, T.BULK): (
        "该党组织或其上级、所去的党组织正在整建制转移；请待其办结，或由转移的党组织撤回、有关党委退回后再发起。"
    ),
}


def _but(*known: Thing) -> list[Thing]:
    return [other for other in OPEN if other not in known]


B, C, E, I = Kind  # noqa: E741 - the four columns of the table
Row = tuple[Thing, Iterable[Thing], Kind | None, Kind | None, str, str | None]
_ROWS: list[Row] = [
    # A transfer takes effect with the acceptance, or with the receipt from outside.
    (T.TRANSFER, [T.TRANSFER], B, None,
     "A relationship travels once at a time; an accepted transfer that awaits its receipt holds up nobody.",
     "transfer_already_open"),
    (T.TRANSFER, [T.DECISION], B, B,
     "Who leaves the branch leaves the case behind, and nobody could decide it any more.", "membership_decision_open"),
    (T.TRANSFER, [T.BULK], B, B,
     "The members of an organization on its way go with it, and none comes to it before it has arrived.",
     "org_in_bulk_transfer"),
    (T.TRANSFER, [T.TEMPORARY], I, C,
     "The new branch is the home; a stay at the branch that becomes the formal one has become formal and ends.", None),
    (T.TRANSFER, [T.CERTIFICATE], I, C,
     "The branch of the formal relationship takes it back; what is not numbered or stamped yet is so there.", None),
    (T.TRANSFER, [T.CERTIFICATE_LETTER], I, E,
     "A branch proves the absence of its own members; an issued letter is handed in where it was issued.", None),
    (T.TRANSFER, [T.FILE], I, C,
     "It goes with its person once the receiver has checked every material; who leaves the registry ends it.", None),
    (T.TRANSFER, [T.CORRECTION], I, C, "It is about the record, and is seen with it wherever the record goes.", None),
    (T.TRANSFER, [T.FLOATING], I, E, "Whoever has moved is away from the former branch no more.", None),
    (T.TRANSFER, [T.POST, T.ELECTION, T.FORMATION], I, I,
     "Only a body ends a post, finds a ballot void or counts a firm again; the findings name whoever left.", None),
    # A decision takes effect when it is taken: it ends a membership, suspends or restores it, or states a death.
    *((decided, others, opening, effect, why, code)
      for decided in (T.DECISION, T.SUSPENSION, T.DEATH)
      for others, opening, effect, why, code in (
          ([T.DECISION], B, None, "A member has one case at a time.", "membership_decision_open"),
          ([T.POST, T.ELECTION], I, I,
           "Nothing automatic removes anybody: the leadership findings name a holder who is not eligible.", None),
          ([T.FORMATION], I, I, "A firm's members are counted anew when its organization is founded.", None),
          ([T.CORRECTION], I, I, "The record stays, and with it the question whether it is right.", None))),
    *((decided, others, I, B, why, "transfer_open")
      for decided in (T.DECISION, T.SUSPENSION)
      for others, why in (
          ([T.TRANSFER], "A case may be raised at any time; it stops the transfer, which is turned back first."),
          ([T.BULK], "The list of who moves was frozen; the case goes along and is decided there."))),
    *((decided, others, I, E, why, None)
      for decided in (T.DECISION, T.DEATH)
      for others, why in (
          ([T.TEMPORARY], "Whose membership has ended is nobody's guest."),
          ([T.CERTIFICATE, T.CERTIFICATE_LETTER],
           "What was asked for is given no more; what was handed out stays on the list to be taken back."),
          ([T.FILE], "It led to the membership that has ended."),
          ([T.FLOATING], "Only a member floats."))),
    (T.DEATH, [T.TRANSFER], I, E, "A member who died travels no further, and the letter becomes void.", None),
    (T.DEATH, [T.BULK], I, E, "The dead leave the list, by their own row; the organization goes on.", None),
    (T.SUSPENSION, [T.TEMPORARY, T.CERTIFICATE, T.CERTIFICATE_LETTER, T.FILE, T.FLOATING], I, I,
     "A suspended membership may be restored: what hangs on it is ended by those who keep it, or not at all.", None),
    # What stays beside the formal relationship takes effect when the host accepts or the paper is issued.
    (T.TEMPORARY, [T.TEMPORARY], B, None, "Nobody is a guest in two places.", "temporary_affiliation_live"),
    (T.TEMPORARY, _but(T.TEMPORARY), I, I,
     "It never changes the formal relationship; its conversion is the opening of a transfer.", None),
    (T.CERTIFICATE, [T.CERTIFICATE], B, None, "A member holds one certificate.", "certificate_live"),
    (T.CERTIFICATE, _but(T.CERTIFICATE), I, I,
     "It attests what the relationship is, and changes nothing of it.", None),
    (T.CERTIFICATE_LETTER, [T.CERTIFICATE_LETTER], B, None, "A member holds one letter.", "certificate_letter_out"),
    (T.CERTIFICATE_LETTER, _but(T.CERTIFICATE_LETTER), I, I,
     "It attests what the relationship is, and changes nothing of it.", None),
    (T.FLOATING, [T.FLOATING], None, B, "Nobody is away twice.", "floating_registered"),
    (T.FLOATING, _but(T.FLOATING), None, I, "It says where somebody is, not where they belong.", None),
    # A development file takes effect with the admission into the branch, and with the regularization.
    (T.FILE, [T.FILE], B, None, "There is one way into the Party at a time.", "development_file_open"),
    (T.FILE, [T.BULK], B, B,
     "Nobody is admitted into a branch whose list was frozen, and no file is opened there.", "org_in_bulk_transfer"),
    (T.FILE, _but(T.FILE, T.BULK), I, I,
     "The committee that approves is the one that decides on the member, and each asks the record anew.", None),
    (T.POST, [T.POST], None, B, "A person holds one post of an organization.", "post_held"),
    (T.POST, [T.BULK], None, B, "While an organization moves nothing else about it changes.", "org_in_bulk_transfer"),
    (T.POST, _but(T.POST, T.BULK), None, I, "Whether somebody may hold it is asked of the record as it stands.", None),
    (T.CORRECTION, [T.CORRECTION], B, None, "One side asks once about a field.", "correction_already_open"),
    (T.CORRECTION, [T.BULK], I, B,
     "Nothing of the organization itself is changed while it moves; its members' cards are.", "org_in_bulk_transfer"),
    (T.CORRECTION, _but(T.CORRECTION, T.BULK), I, I,
     "It cannot change what another procedure decides: status, affiliation and the floating mark.", None),
    # A wrong branch on record, put right by the organization department: an arrival without the way there.
    (T.CORRECTED_HOME, [T.TRANSFER], None, B, "The transfer leaves from the branch on record.", "transfer_open"),
    (T.CORRECTED_HOME, [T.DECISION], None, B,
     "The case would be left behind as by a transfer.", "membership_decision_open"),
    (T.CORRECTED_HOME, [T.BULK], None, B, "The list of who moves was frozen.", "transfer_open"),
    (T.CORRECTED_HOME, [T.TEMPORARY, T.CERTIFICATE, T.CORRECTION], None, C,
     "They go with the relationship, however it came there.", None),
    (T.CORRECTED_HOME, [T.CERTIFICATE_LETTER, T.FLOATING], None, E,
     "The branch that asked or registered was not the member's.", None),
    (T.CORRECTED_HOME, [T.FILE], None, I, "The record was wrong, not the place of the papers.", None),
    (T.CORRECTED_HOME, [T.POST, T.ELECTION, T.FORMATION], None, I,
     "Only a body ends a post, finds a ballot void or counts a firm again.", None),
    # A whole organization: a draft, then submitted with its list; it takes effect with the acceptance.
    (T.BULK, [T.TRANSFER], I, B,
     "A draft holds nothing; the list is drawn up when nobody of it travels alone.", "bulk_blocked"),
    (T.BULK, [T.BULK], B, None,
     "An organization moves once at a time, and nothing moves within or to one that does.", "org_in_bulk_transfer"),
    (T.BULK, [T.DECISION], I, C,
     "Branch and case stay together; the committee above the branch, which decides, is another one now.", None),
    (T.BULK, [T.CERTIFICATE, T.CERTIFICATE_LETTER], I, C,
     "What is not stamped or issued yet is so by the new committee.", None),
    (T.BULK, [T.FILE, T.CORRECTION], I, C, "They are seen with branch and record by whoever stands above now.", None),
    (T.BULK, [T.TEMPORARY, T.POST, T.FLOATING], I, I, "The branches that keep them stay what they are.", None),
    (T.BULK, [T.ELECTION, T.FORMATION], I, C,
     "The papers are kept; the committee above, which replies, is another one now.", None),
    (T.ELECTION, [T.ELECTION], B, None, "An organization elects once at a time.", "election_open"),
    (T.ELECTION, [T.BULK], B, B, "While an organization moves nothing else about it changes.", "org_in_bulk_transfer"),
    (T.ELECTION, [T.POST], I, E,
     "With the confirmation the posts of the old term end; one begun since the ballot is settled first.", None),
    (T.ELECTION, _but(T.ELECTION, T.BULK, T.POST), I, I,
     "Who may be elected is asked of the record, at the ballot and at the confirmation.", None),
    # A formation takes effect with the new organization in the tree.
    (T.FORMATION, [T.FORMATION], B, None, "A firm founds one organization.", "formation_already_open"),
    (T.FORMATION, [T.BULK], I, B,
     "It may be asked for under an organization on its way, and is founded once that has arrived.",
     "org_in_bulk_transfer"),
    (T.FORMATION, _but(T.FORMATION, T.BULK), I, I,
     "It makes a place; the members come to it by their own transfers.", None),
    (T.DISSOLUTION, [T.BULK], None, B, "What is on its way is not ended.", "org_in_bulk_transfer"),
    (T.DISSOLUTION, [T.TRANSFER, T.TEMPORARY, T.CERTIFICATE, T.FILE, T.ELECTION, T.FORMATION], None, B,
     "They would lose their place, or the body that has to finish them.", "party_org_not_settled"),
    (T.DISSOLUTION, [T.DECISION, T.CERTIFICATE_LETTER, T.FLOATING], None, B,
     "Whom they are about still belongs there.", "party_org_not_settled"),
    (T.DISSOLUTION, [T.POST], None, E, "There is nothing left to lead.", None),
    (T.DISSOLUTION, [T.CORRECTION], None, I, "The record stays, and with it the question whether it is right.", None),
    # Another superior under the same committee, or a committee with all below it.
    (T.MOVE, [T.BULK], None, B, "What moves as a whole goes one way at a time.", "org_in_bulk_transfer"),
    (T.MOVE, [T.TRANSFER, T.ELECTION], None, C, "They are seen and replied to by those who stand above now.", None),
    (T.MOVE, _but(T.BULK, T.TRANSFER, T.ELECTION), None, I,
     "The branch stays what it is, and the committee to which it answers is the same.", None),
]  # fmt: skip


def _pair(doing: Thing, other: Thing, opening: Kind | None, effect: Kind | None, why: str, code: str | None) -> Pair:
    said = T.DECISION if doing in {T.SUSPENSION, T.DEATH} else doing
    return Pair(opening, effect, why, code, _WORDS.get((said, other)) if code else None)


TOGETHER: Mapping[tuple[Thing, Thing], Pair] = {
    (doing, other): _pair(doing, other, opening, effect, why, code)
    for doing, others, opening, effect, why, code in _ROWS
    for other in others
}
"""By what is done, and what is open beside it."""
