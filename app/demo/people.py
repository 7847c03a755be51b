"""The lawyers and members of the demonstration with their histories."""

import datetime as dt
import random
from typing import Any

from sqlalchemy.dialects.postgresql import Range
from sqlmodel import SQLModel

from app.core.clock import CIVIL_ZONE
from app.demo.firms import Firm, Recruit
from app.demo.invented import Invented, Inventor
from app.demo.organizations import City
from app.models.law_firms import LawFirm
from app.models.lawyers import AffiliationState, Lawyer, LawyerStatus, PoliticalStatusSource, Practice
from app.models.members import Affiliation, AffiliationOpening, Member, MembershipStanding
from app.models.party_orgs import PartyOrg
from app.rules.people.membership import FULL_MEMBER

_FULL_TIME, _PART_TIME = "1", "2"
_NORMAL, _SUSPENDED = "1", "2"
_MASSES, _LEAGUE, _DEMOCRATIC_LEAGUE, _PARTY = "13", "03", "05", "01"
_EDUCATION = ("14", "21", "21", "21", "31")
_POSTS = ("024", "024", "023")
_MOVER_CAME_DAYS_AGO = 200
NOTICE_ON = dt.date(2008, 3, 6)
"""The day of the notice, from which it gave until 30 June."""
_STAFF = 3
"""Members of a city's direct branch who are no lawyers: the association's own people."""


class Registrar:
    """Writes the records of one city's people after another's."""

    def __init__(self, rng: random.Random, inventor: Inventor, cities: list[City], today: dt.date) -> None:
        self._rng, self._inventor, self._cities, self._today = rng, inventor, cities, today

    def register(self, city: City) -> list[SQLModel]:
        """The rows of everybody in the city's firms, and of the association's own people."""
        rows: list[SQLModel] = []
        for firm in city.firms:
            for recruit in firm.people:
                rows += self._recruit(city, firm, recruit)
        for _ in range(_STAFF):
            rows += self._member(self._inventor.person(city.area.code), FULL_MEMBER, city.direct, None)
        return rows

    def _recruit(self, city: City, firm: Firm, recruit: Recruit) -> list[SQLModel]:
        who, rows = recruit.who, []
        lawyer, practices = self._lawyer(city, firm.row, who)
        if recruit.category:
            org = firm.branches[0] if recruit.is_mover else self._org_of(city, firm)
            rows = self._member(who, recruit.category, org, lawyer, is_mover=recruit.is_mover)
        else:
            statuses = (_MASSES, _LEAGUE, _DEMOCRATIC_LEAGUE, _PARTY, None)
            lawyer.political_status = self._rng.choices(statuses, (80, 7, 5, 3, 5))[0]
            who.person.place_path, who.person.party_path = lawyer.place_path, lawyer.party_path
            rows = [who.person, who.identity]
        if lawyer.political_status:
            lawyer.political_status_source = PoliticalStatusSource.BUREAU
            lawyer.political_status_on = self._before_today(30, 700)
        return [*rows, lawyer, *practices]

    def _org_of(self, city: City, firm: Firm) -> PartyOrg | None:
        """The own firm's branch for most, the association's for some, an organization elsewhere for a few (N03)."""
        drawn = self._rng.random()
        if drawn < 0.06:
            return None
        if firm.branches and drawn < 0.9:
            return self._rng.choice(firm.branches)
        return city.direct

    def _lawyer(self, city: City, firm: LawFirm, who: Invented) -> tuple[Lawyer, list[Practice]]:
        rng, born = self._rng, who.person.birth_date
        first = max(dt.date(1996, 1, 1), born + dt.timedelta(days=rng.randint(8700, 11000)))
        first = min(first, self._before_today(60, 400))
        kind = _FULL_TIME if rng.random() < 0.95 else _PART_TIME
        placed: dict[str, Any] = {"place_path": firm.place_path, "party_path": firm.party_path}
        lawyer = Lawyer(
            person_id=who.person.id,
            **who.searchable,
            firm_id=firm.id,
            firm_name=firm.name,
            practice_type=kind,
            licence_no=self._inventor.licence_no(city.area.code, first.year, kind, who.sex),
            first_practised_on=first,
            status=LawyerStatus(firm.status.value),
            **placed,
        )
        since = first
        practices = []
        elsewhere = rng.choice(rng.choice(self._cities).firms).row
        joined = self._between(first, self._today)
        if rng.random() < 0.25 and elsewhere is not firm and first < joined:
            since = joined
            practices.append(
                self._practice(lawyer, who, elsewhere, Range(first, since), elsewhere.place_path, elsewhere.party_path)
            )
        practices.append(self._practice(lawyer, who, firm, Range(since, None), *placed.values()))
        return lawyer, practices

    def _practice(
        self, lawyer: Lawyer, who: Invented, firm: LawFirm, during: Range[dt.date], place_path: str, party_path: str
    ) -> Practice:
        return Practice(
            person_id=lawyer.person_id,
            valid_during=during,
            firm_id=firm.id,
            firm_name=firm.name,
            practice_type=lawyer.practice_type,
            licence_no=lawyer.licence_no,
            **who.card,
            place_path=place_path,
            party_path=party_path,
        )

    def _member(
        self, who: Invented, category: str, org: PartyOrg | None, lawyer: Lawyer | None, *, is_mover: bool = False
    ) -> list[SQLModel]:
        """A member with affiliations and standings; without `org` the affiliation lies outside the registry.

        A mover is in good standing and came long enough ago to be transferred.
        """
        rng = self._rng
        admitted = self._before_today(30, 330)
        if category == FULL_MEMBER:
            admitted = self._between(
                who.person.birth_date.replace(day=1) + dt.timedelta(days=7300), self._before_today(500, 900)
            )
        regularized = admitted + dt.timedelta(days=366) if category == FULL_MEMBER else None
        source: PartyOrg | Lawyer | None = org or lawyer
        if source is None:
            raise ValueError("a member outside the registry is placed by the lawyer's record")
        placed: dict[str, Any] = {
            "org_id": org.id if org else None,
            "affiliation_name": org.name if org else "中共成都市某街道社区支部",
            "affiliation_state": _state(org, lawyer),
            "place_path": source.place_path,
            "party_path": source.party_path,
        }
        arrived = self._today - dt.timedelta(days=_MOVER_CAME_DAYS_AGO if is_mover else 40)
        start = self._between(max(admitted, org.founded_on or admitted) if org else admitted, arrived)
        lost, floating, stopped = (not is_mover and rng.random() < share for share in (0.01, 0.02, 0.01))
        stopped = stopped and category == FULL_MEMBER
        member = Member(
            person_id=who.person.id,
            **who.searchable,
            category=category,
            admitted_on=admitted,
            regularized_on=regularized,
            membership_status=_SUSPENDED if stopped else _NORMAL,
            firm_id=lawyer.firm_id if lawyer else None,
            education=rng.choice(_EDUCATION),
            job_post=rng.choice(_POSTS),
            lost_contact=lost,
            lost_contact_on=self._before_today(200, 400) if lost else None,
            is_floating=floating,
            floating_destination="广东省深圳市" if floating else None,
            confirmed_at=dt.datetime.combine(self._before_today(1, 90), dt.time(10), CIVIL_ZONE)
            if rng.random() < 0.6
            else None,
            **placed,
        )
        if lawyer:
            lawyer.affiliation_state, lawyer.affiliation_name = member.affiliation_state, member.affiliation_name
            lawyer.political_status = "01" if category == FULL_MEMBER else "02"
        who.person.place_path, who.person.party_path = member.place_path, member.party_path
        history = self._affiliations(who, category, org, placed, admitted, start)
        if lawyer and lawyer.first_practised_on and lawyer.first_practised_on < NOTICE_ON:
            history = self._at_the_notice(who, lawyer, admitted, history)
        return [who.person, who.identity, member, *history, *self._standings(member, start, stopped=stopped)]

    def _affiliations(
        self,
        who: Invented,
        category: str,
        org: PartyOrg | None,
        placed: dict[str, Any],
        admitted: dt.date,
        start: dt.date,
    ) -> list[Affiliation]:
        """The current affiliation; for a third, one before it in another city's branch, left by a paper letter."""
        common: dict[str, Any] = {"person_id": who.person.id, "category": category, **who.card}
        earlier = self._rng.choice(self._cities).direct
        came = self._between(max(admitted, earlier.founded_on or admitted), start)
        if org is None or earlier is org or came >= start or self._rng.random() > 0.33:
            opening = AffiliationOpening.FIRST_RECORD
            known = self._rng.random() < 0.8
            return [
                Affiliation(valid_during=Range(start, None), opened_by=opening, start_known=known, **common, **placed)
            ]
        before = Affiliation(
            valid_during=Range(came, start),
            org_id=earlier.id,
            affiliation_name=earlier.name,
            affiliation_state=AffiliationState.IN_AREA_ORG,
            place_path=earlier.place_path,
            party_path=earlier.party_path,
            opened_by=AffiliationOpening.FIRST_RECORD,
            **common,
        )
        opening = AffiliationOpening.TRANSFER
        now = Affiliation(valid_during=Range(start, None), opened_by=opening, reason="调入本所执业", **common, **placed)
        return [before, now]

    def _at_the_notice(
        self, who: Invented, lawyer: Lawyer, admitted: dt.date, history: list[Affiliation]
    ) -> list[Affiliation]:
        """Before that history, for who was a member in 2008: outside, then with the bureau, in time or late or never.

        Drawn from a source of its own, so that everything else in the province stays as it is.
        """
        rng, first = random.Random(who.person.id.int), history[0].valid_during.lower  # noqa: S311 - nothing secret
        begun = max(admitted, dt.date(2005, 1, 1))
        bureau = rng.choice(self._cities).bureau
        late = rng.choices((range(-400, -30), range(1, 117), range(117, 500), None), (3, 4, 2, 1))[0]
        came = NOTICE_ON + dt.timedelta(days=rng.choice(late)) if late else first
        if first is None or came is None or not begun < came <= first or begun > NOTICE_ON:
            return history
        common: dict[str, Any] = {"person_id": who.person.id, "category": FULL_MEMBER, **who.card}
        outside = Affiliation(
            valid_during=Range(begun, came),
            affiliation_name="中共成都市某街道社区支部",
            affiliation_state=AffiliationState.OUTSIDE,
            place_path=lawyer.place_path,
            party_path=lawyer.party_path,
            opened_by=AffiliationOpening.FIRST_RECORD,
            **common,
        )
        history[0].opened_by, history[0].start_known = AffiliationOpening.TRANSFER, True
        if came == first:
            return [outside, *history]
        received = Affiliation(
            valid_during=Range(came, first),
            org_id=bureau.id,
            affiliation_name=bureau.name,
            affiliation_state=AffiliationState.IN_AREA_ORG,
            place_path=bureau.place_path,
            party_path=bureau.party_path,
            opened_by=AffiliationOpening.TRANSFER,
            reason="按2008年通知转入司法行政机关党组织",
            **common,
        )
        return [outside, received, *history]

    def _standings(self, member: Member, start: dt.date, *, stopped: bool) -> list[MembershipStanding]:
        common: dict[str, Any] = {
            "person_id": member.person_id,
            "place_path": member.place_path,
            "party_path": member.party_path,
        }
        if not stopped:
            return [MembershipStanding(valid_during=Range(start, None), membership_status=_NORMAL, **common)]
        day = self._between(start + dt.timedelta(days=1), self._today)
        document = f"关于停止有关党员党籍的决定〔{day.year}〕{self._rng.randint(1, 40)}号"
        return [
            MembershipStanding(valid_during=Range(start, day), membership_status=_NORMAL, **common),
            MembershipStanding(
                valid_during=Range(day, None), membership_status=_SUSPENDED, document=document, **common
            ),
        ]

    def _before_today(self, least: int, most: int) -> dt.date:
        """A day so many days ago."""
        return self._today - dt.timedelta(days=self._rng.randint(least, most))

    def _between(self, first: dt.date, last: dt.date) -> dt.date:
        """A day from `first` on and before `last`; `first` itself where there is none."""
        return first + dt.timedelta(days=self._rng.randrange(max((last - first).days, 1)))


def _state(org: PartyOrg | None, lawyer: Lawyer | None) -> AffiliationState:
    """As `affiliation_state_of` in the database says it: within the organization that covers the firm, or beside it."""
    if org is None:
        return AffiliationState.OUTSIDE
    covered = lawyer is not None and lawyer.party_path and org.party_path.startswith(lawyer.party_path)
    return AffiliationState.IN_FIRM_ORG if covered else AffiliationState.IN_AREA_ORG
