"""How a digest names what was done."""

_NOUNS = {
    "activity_certificate": "流动党员活动证",
    "affiliation": "组织关系归属",
    "campaign": "集中接转",
    "correction_request": "更正申请",
    "development_file": "发展党员材料",
    "formation": "党组织组建",
    "law_firm": "律师事务所",
    "lawyer": "律师",
    "member": "党员",
    "membership_decision": "党籍决定",
    "party_org": "党组织",
    "placement_decision": "隶属决定",
    "receipt": "回执",
    "role_grant": "角色授权",
    "sharing_grant": "共享授权",
    "temporary_affiliation": "临时组织关系",
    "transfer": "组织关系接转",
}
_VERBS = {"create": "新建", "update": "办理、变更"}


def titled(entity: str, op: str) -> str:
    """A record and a kind of change in words; a record without a name of its own is called by its key."""
    return f"{_NOUNS.get(entity, entity)}：{_VERBS.get(op, op)}"
