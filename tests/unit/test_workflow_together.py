"""The table of procedures that know each other has a row for every pair, and leaves no procedure out."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

from app import workflows
from app.workflows.procedure import Procedure
from app.workflows.together import ADVANCING, OPEN, STANDS_ALONE, TOGETHER, Kind, Thing

ASKED = {Thing.TRANSFER, Thing.DECISION, Thing.BULK}
"""What the kernel is told to be open."""
OF_THE_KERNEL = {Thing.TRANSFER, Thing.DECISION, Thing.SUSPENSION, Thing.DEATH, Thing.CORRECTED_HOME}


def procedures() -> Iterator[Procedure]:  # type: ignore[type-arg]
    for module in pkgutil.iter_modules(workflows.__path__, f"{workflows.__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            for found in value.values() if isinstance(value, dict) else (value,):
                if isinstance(found, Procedure):
                    yield found


def test_no_procedure_is_left_out() -> None:
    nouns = {procedure.noun for procedure in procedures()}
    assert len(nouns) == 11
    assert nouns <= {*OPEN, *STANDS_ALONE}
    assert not {*STANDS_ALONE} & {*Thing}
    assert all(STANDS_ALONE.values())


def test_every_pair_has_a_row_with_its_reason() -> None:
    assert {*TOGETHER} == {(doing, other) for doing in Thing for other in OPEN}
    for pair in TOGETHER.values():
        assert pair.why.endswith(".")
        assert (Kind.BLOCKS in {pair.opening, pair.effect}) == (pair.code is not None)


def test_what_the_kernel_blocks_has_words_for_it() -> None:
    for (doing, other), pair in TOGETHER.items():
        worded = doing in {*OF_THE_KERNEL, Thing.BULK} and other in ASKED and pair.code not in {None, "bulk_blocked"}
        assert (pair.words is not None) == worded, (doing, other)
        assert pair.words is None or pair.words.endswith("。")


def test_what_is_done_at_once_does_not_open_and_of_one_kind_there_is_one_at_a_time() -> None:
    at_once = {Thing.POST, Thing.FLOATING, Thing.CORRECTED_HOME, Thing.DISSOLUTION, Thing.MOVE}
    cases = {Thing.DECISION, Thing.SUSPENSION, Thing.DEATH}
    for (doing, other), pair in TOGETHER.items():
        assert (pair.opening is None) == (doing in at_once), (doing, other)
        of_one_kind = doing is other or {doing, other} <= cases
        assert (pair.effect is None) == (of_one_kind and doing not in at_once), (doing, other)


@pytest.mark.parametrize("thing", [Thing.TRANSFER, Thing.DECISION])
def test_the_ways_out_are_never_blocked(thing: Thing) -> None:
    out = {"withdraw", "return", "reject", "revoke", "refuse"}
    receipt = {"send_receipt", "confirm_receipt", "dispatch_receipt"}
    every = {action for procedure in procedures() if procedure.noun == thing for action in procedure.actions}
    assert ADVANCING[thing] == {action for action in every if action not in out | receipt}
