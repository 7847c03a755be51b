"""What a check of standing organizations says when it finds something."""

from dataclasses import dataclass

BRANCH_RULES = "《中国共产党支部工作条例（试行）》"
ELECTION_RULES = "《中国共产党基层组织选举工作条例》"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a kind of finding means: the clause, and what is to be done by whom."""

    clause: str
    remedy: str
