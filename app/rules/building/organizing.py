"""When a firm's members found an organization, of which kind, and when one has to change or end (N23, N24).

Only full members in normal status count toward the three. The numbers are figures of the deployment and are passed in
under their keys (`app/data/figures.csv`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.terms import Term
from app.rules.faults import RuleError
from app.rules.organizations.findings import BRANCH_RULES, Finding
from app.rules.organizations.leadership import check_quorum, has_majority
from app.rules.organizations.party_structure import BRANCH, COMMITTEE, GENERAL_BRANCH, JOINT_BRANCH

LIMITS = (
    "org.min_full_members",
    "branch.max_members",
    "joint_branch.max_units",
    "committee.min_members",
    "election.quorum_percent",
    "election.majority_percent",
)
"""The figures that these rules read."""


@dataclass(frozen=True, slots=True)
class FirmMembers:
    """Full members in normal status who practise at a firm and may belong there, told apart by where they are now.

    `here`: in the organization that covers the firm; `elsewhere`: in another of the registry; `outside`: in none of it.
    `members` also counts the probationary ones.
    """

    name: str
    here: int
    elsewhere: int
    outside: int
    members: int

    @property
    def full(self) -> int:
        """Who counts toward three."""
        return self.here + self.elsewhere + self.outside

    @property
    def untransferred(self) -> int:
        """Whose relationship still has to come."""
        return self.elsewhere + self.outside


def category_for(firms: int, members: int, limits: Mapping[str, int]) -> str:
    """The kind of organization for so many firms and members.

    Several firms: a joint branch (branch regulation, art. 5). One: a branch up to 50 members (art. 4), then a general
    branch, a committee from 100 (by analogy with the organ rules, art. 5-6).
    """
    if firms > 1:
        return JOINT_BRANCH
    if members >= limits["committee.min_members"]:
        return COMMITTEE
    return GENERAL_BRANCH if members > limits["branch.max_members"] else BRANCH


def check_formation(firms: Sequence[FirmMembers], limits: Mapping[str, int]) -> None:
    """Refuse what N23 and N24 do not allow.

    Errors: `too_few_full_members`, `joint_firm_has_enough` (it founds its own), `joint_branch_max_units`,
    `joint_branch_max_members`.
    """
    least = limits["org.min_full_members"]
    full = sum(firm.full for firm in firms)
    if full < least:
        raise RuleError("too_few_full_members", f"共有正式党员{full}名，不足{least}名，暂不具备建立党组织的条件")
    if len(firms) == 1:
        return
    if enough := [firm.name for firm in firms if firm.full >= least]:
        message = f"{'、'.join(enough)}有{least}名以上正式党员，应单独建立党组织，不宜联合"
        raise RuleError("joint_firm_has_enough", message)
    if len(firms) > (most := limits["joint_branch.max_units"]):
        raise RuleError("joint_branch_max_units", f"联合党支部覆盖单位一般不超过{most}个，请减少律师事务所")
    if (members := sum(firm.members for firm in firms)) > (most := limits["branch.max_members"]):
        raise RuleError("joint_branch_max_members", f"共有党员{members}名，党支部一般不超过{most}名，请减少律师事务所")


def check_founding_election(*, entitled: int, present: int, votes: int, limits: Mapping[str, int]) -> None:
    """Refuse an election without its quorum or majority (regulation on elections in grassroots organizations).

    `entitled` are the members with the right to vote.
    Errors: `election_counts`, `election_quorum`, `election_majority`.
    """
    if votes > present:
        raise RuleError("election_counts", "得票数不得多于实到人数，实到人数不得多于应到人数，请核对")
    check_quorum(entitled=entitled, present=present, limits=limits)
    if not has_majority(votes, present, limits):
        raise RuleError(
            "election_majority", f"得票数须超过实到人数的{limits['election.majority_percent']}%，请重新选举"
        )


class FindingKind(Term):
    """党组织设置存在的问题｜What may be wrong with a standing organization."""

    BRANCH_TOO_LARGE = "branch_too_large", "党支部党员过多，宜改设党总支"
    COMMITTEE_DUE = "committee_due", "党员达到设党委的人数"
    JOINT_TOO_MANY_UNITS = "joint_too_many_units", "联合党支部覆盖单位过多"
    JOINT_TOO_LARGE = "joint_too_large", "联合党支部党员过多"
    JOINT_TOO_FEW_UNITS = "joint_too_few_units", "联合党支部不足两个单位"
    TOO_FEW_FULL_MEMBERS = "too_few_full_members", "正式党员不足，不再具备条件"
    FIRMS_CANCELLED = "firms_cancelled", "覆盖的律师事务所均已注销"


_UPGRADE = "报上级党委批准后，修改组织类别（PATCH /party-orgs/{org_id} category），并分设下级支部"
_SPLIT = (
    "报上级党委批准后分设：先减少本支部的覆盖单位（PATCH /party-orgs/{org_id} firm_ids），"
    "再为分出的律师事务所组建（POST /formations）"
)
_DISSOLVE = (
    "由上级党委研究：有条件的吸收新的单位（PATCH /party-orgs/{org_id} firm_ids），"
    "否则转出党员后撤销（POST /party-orgs/{org_id}/dissolve），并报组织部门备案"
)

FINDINGS: Mapping[FindingKind, Finding] = {
    FindingKind.BRANCH_TOO_LARGE: Finding(f"{BRANCH_RULES}第四条", _UPGRADE),
    FindingKind.COMMITTEE_DUE: Finding("比照《中国共产党党和国家机关基层组织工作条例》第五条", _UPGRADE),
    FindingKind.JOINT_TOO_MANY_UNITS: Finding(f"{BRANCH_RULES}第五条", _SPLIT),
    FindingKind.JOINT_TOO_LARGE: Finding(f"{BRANCH_RULES}第四条、第五条", _SPLIT),
    FindingKind.JOINT_TOO_FEW_UNITS: Finding("2008年通知第二部分（N24）", _DISSOLVE),
    FindingKind.TOO_FEW_FULL_MEMBERS: Finding(f"《中国共产党章程》第三十条；{BRANCH_RULES}第七条", _DISSOLVE),
    FindingKind.FIRMS_CANCELLED: Finding(f"{BRANCH_RULES}第七条", _DISSOLVE),
}
