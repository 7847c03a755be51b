"""The deadlines that the notice and the regulations set: what falls due, after what, under which clause.

Their lengths are figures with an effective date (`app/data/figures.csv`), not constants here.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timer:
    """A kind of deadline: `title` is what officials read, `noun` the path of what it is about, `figure` its length.

    `part` leads on from there, where the subject's own page is not where the work is done.
    """

    kind: str
    title: str
    clause: str
    noun: str
    figure: str | None = None
    part: str = ""


TIMERS: dict[str, Timer] = {
    timer.kind: timer
    for timer in (
        Timer("transfer_decision", "接转待办理", "N07", "transfers", "transfer.decision_working_days"),
        Timer("letter_expiry", "介绍信即将到期", "N07", "transfers", "letter.reminder_days"),
        Timer("letter_expired", "介绍信已过期，须重新开具或退回", "N07", "transfers"),
        Timer("receipt", "回执待发出", "N13", "transfers", "receipt.months"),
        Timer("paper_receipt", "纸质回执待收回", "N13", "transfers", "receipt.months"),
        Timer("untransferred", "党员律师尚未接转组织关系", "N08", "lawyers", "transfer.obliged_after_months"),
        Timer("campaign", "集中接转未完成", "N10", "campaigns"),
        Timer("temporary_review", "临时组织关系到期复核", "N11", "temporary-affiliations", "temporary.max_months"),
        Timer("certificate_review", "流动党员活动证年审", "N12", "activity-certificates", "certificate.review_months"),
        Timer("floating_contact", "流动党员年度联系", "N12", "floating-registrations", "floating.contact_months"),
        Timer("handover", "发展党员材料待核对", "N14", "development-files", "development.handover_months"),
        Timer("activist_review", "入党积极分子考察", "N14", "development-files", "development.review_months"),
        Timer("probation", "预备党员转正", "N14", "development-files", "development.probation_months"),
        Timer("lost_contact", "失联满期，由党组织研究停止党籍", "N03", "members", "lost_contact.stop_months"),
        Timer("suspended", "停止党籍满期，由党组织研究除名", "N03", "members", "stopped.removal_months"),
        Timer("membership_decision", "党籍处置待决定", "N03", "membership-decisions"),
        Timer("formation_reply", "组建申请待批复", "N23", "formations", "approval.branch_months"),
        Timer("term", "任期将满，应按期换届", "N29", "party-orgs", "election.reminder_months"),
        Timer("election_reply", "换届请示或选举结果待批复", "N29", "elections", "election.reply_working_days"),
        Timer("election", "已批复的换届选举待举行", "N29", "elections"),
        Timer("meeting", "组织生活待开", "N31", "party-orgs", part="/life-programme"),
        Timer("dues", "欠交党费满六个月，由支部谈话", "N31", "members", "dues.talk_months"),
        Timer("training", "年度培训学时", "N15", "party-orgs", "training.member_hours"),
        Timer("appraisal", "年度民主评议", "N18", "party-orgs", "yearly.reminder_months"),
        Timer("sharing_answer", "共享申请待答复", "N06", "sharing-grants", "sharing.answer_days_conditional"),
        Timer("sharing_supply", "已同意的共享待提供", "N06", "sharing-grants", "sharing.supply_days"),
        Timer("set_up", "正式党员满三名，应组建党组织", "N23", "law-firms", "coverage.setup_months"),
        Timer("adjustment", "应分设、升格、调整或撤销的党组织", "N23", "party-orgs", "coverage.adjust_months"),
        Timer("correction", "更正申请待答复", "N05", "correction-requests", "correction.working_days"),
    )
}
