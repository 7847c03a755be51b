"""The tags of the documentation page, in the order of the work."""

DESCRIPTION = """\
**怎样开始**：点右上角 *Authorize*，填用户名和口令登录；然后按标签顺序办事——先导入四张官方采集表，再看组织树，最后办组织关系接转，直到回执送达。

**How to begin**: press *Authorize* and sign in; then follow the tags in order: import the four official workbooks, look at the tree
of organizations, move a member until the signed receipt is back.

* 出错时返回 RFC 9457 问题详情，`code` 稳定，`errors` 指明字段和改正办法。Errors are RFC 9457 problems with a stable `code`.
* 列表用 `cursor` 翻页；不认识的参数一律拒绝。Lists page by `cursor`; unknown parameters are refused.
* 新建类请求可带 `Idempotency-Key`；修改类请求可带 `If-Match`（值为读取时的 `ETag`）。
* 证件号码只显示首尾，查看全号须写明理由并留痕；本人可查阅谁看过自己的记录。
"""

TAGS: list[dict[str, str]] = [
    {"name": "登录", "description": "登录、换取令牌、我的角色｜Signing in, tokens, who am I"},
    {"name": "本人", "description": "党员本人：我的全部记录｜What a member sees of the own record"},
    {"name": "待办", "description": "当前角色的待办、期限和督办｜Work lists: what is due, for whom, by when, why"},
    {"name": "导入导出", "description": "四张官方采集表的模板、导入、退回表和导出｜Templates, imports, exports"},
    {"name": "党组织", "description": "党组织树、设立、调整、撤销、沿革｜Party organizations"},
    {"name": "组建与调整", "description": "应建未建、组建、升格与分设｜Founding and adjusting organizations"},
    {"name": "领导班子", "description": "任职、换届、待配备的书记和委员｜Posts, term elections, what leadership lacks"},
    {
        "name": "组织生活",
        "description": "三会一课、主题党日、联系群众、关怀和监督｜Meetings held and missed, contact, care",
    },
    {"name": "律师事务所", "description": "律师事务所及其律师｜Law firms"},
    {"name": "律师", "description": "律师执业信息、政治面貌、归属｜Lawyers"},
    {"name": "党员", "description": "党员信息、组织关系归属及其沿革｜Party members"},
    {"name": "党籍", "description": "失联登记，停止、恢复、终止党籍的提出和决定｜Decisions on membership"},
    {"name": "发展党员", "description": "申请、培养、接收、转正的25步和材料移交｜Development files"},
    {"name": "组织关系接转", "description": "申请、同意、介绍信、接收、回执｜Transfers, letters, receipts"},
    {"name": "临时组织关系", "description": "临时组织关系的申请、接纳、延期、结束、转正式｜Temporary affiliations"},
    {"name": "流动党员活动证", "description": "填写、编号、盖章、发放、流入流出登记、年审｜Activity certificates"},
    {"name": "校核纠错", "description": "字段负责部门、更正申请及其答复｜Field authorities, correction requests"},
    {"name": "集中接转", "description": "限期接转：对象、进度、名单、总结｜Campaigns: population, progress, report"},
    {"name": "台账", "description": "检查点、包含证明、一致性证明｜The log's checkpoints and proofs"},
    {"name": "数据共享", "description": "合作系统登记、授权的申请和审批｜Partner systems and their grants"},
    {"name": "账号", "description": "账号、授权、激活｜Accounts and grants"},
    {"name": "区划与代码", "description": "行政区划、部门、代码表｜Areas, departments, code tables"},
    {"name": "系统", "description": "运行状态、验签公钥｜Health and the published keys"},
]
