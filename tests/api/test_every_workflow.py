"""Random people, bodies and days through every workflow; what must always hold is looked at after each step.

The caller is told what it can do (`allowed_actions`): of that nothing may be refused as out of turn or as another's
business, and of all else nothing may succeed. The invariants are those of docs/domain.md#transfer-invariants as SQL.

Each example is drawn to one procedure more than to the others, so that its late steps are reached too. A long run
(`make model`) proves that every action of every workflow was carried out.
"""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support.api_client import Api
from tests.support.builders import make_firm, make_lawyer, make_member, make_person
from tests.support.clock import SetClock
from tests.support.transfer_case import TransferCase
from tests.support.workflow_walk import ACTIONS, DONE, EXAMPLES, IS_LONG, STEPS, Office

pytestmark = pytest.mark.long


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
async def test_whatever_is_done_the_relationship_of_everybody_is_in_order(
    api: Api, clock: SetClock, data: st.DataObject
) -> None:
    began = clock.moment
    async with api.admin.undone():
        world = await TransferCase.make(api)
        people = [world.member]
        for name, branch, category in (("钱二", "a", "1"), ("孙三", "b", "1"), ("李四", "c", "2")):
            people.append(await make_member(api.admin, name, world.orgs[branch], category=category))
        firm = await make_firm(api.admin, "四川新设律师事务所")
        for name in ("吴六", "郑七", "王八"):
            person = await make_person(api.admin, place=firm.place_path)
            await make_lawyer(api.admin, name, firm, person=person)
            people.append(await make_member(api.admin, name, world.orgs["b"], person=person))
        office = Office(world, clock, data.draw, [str(person.person_id) for person in people], str(firm.id))
        left = [path for path in sorted(ACTIONS) if any((path, str(action)) not in DONE for action in ACTIONS[path])]
        office.focus = office.one_of(*(left if IS_LONG and left else sorted(ACTIONS)))
        office.breaks_off = office.one_of(False, False, True)
        office.on_probation = office.people[3]
        await office.sign_in()
        if office.focus == "/development-files" and office.one_of(False, True):
            await office.arrive_on_probation()
        for _ in range(STEPS):
            await office.step()
            await office.look()
    clock.moment = began


def test_a_long_run_leaves_no_action_of_any_workflow_out() -> None:
    """Runs after the walk, in the same process; short runs prove nothing and are not asked."""
    every = {(path, str(action)) for path, actions in ACTIONS.items() for action in actions}
    assert every >= DONE
    if IS_LONG:
        assert every == DONE, f"never carried out: {sorted(every - DONE)}"
