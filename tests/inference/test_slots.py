"""Which cached tokens serve a prompt, and which are given up for it."""

import numpy as np

from kibitz.inference.engine import Role
from kibitz.inference.worker.slots import (
    MOST_DRIFT,
    SACRIFICE,
    Move,
    Placement,
    Run,
    Slot,
    SlotTable,
)

TYPING, COMMAND = Role.COMPLETION, Role.COMMAND


def serve(table: SlotTable, prompt: list[int], role: Role = TYPING) -> Placement:
    """Place `prompt` and record it as evaluated, as the worker does."""
    placement = table.place(role, prompt)
    placement.slot.tokens = list(prompt)
    table.touch(placement.slot)
    return placement


def keep(placement: Placement) -> tuple[int, bool]:
    return placement.keep, placement.source is not None


def test_typing_goes_on_in_the_same_slot():
    table = SlotTable()
    first = serve(table, [1, 2, 3])
    second = serve(table, [1, 2, 3, 4])
    assert second.slot is first.slot
    assert keep(second) == (3, False)


def test_the_last_token_is_evaluated_again_since_its_logits_are_needed():
    table = SlotTable()
    serve(table, [1, 2, 3])
    assert keep(serve(table, [1, 2, 3])) == (2, False)


def test_another_place_does_not_evict_the_first():
    table = SlotTable()
    one, two = list(range(100, 400)), list(range(500, 800))
    serve(table, one)
    serve(table, two)
    assert keep(serve(table, [*one, 1])) == (300, False)
    assert keep(serve(table, [*two, 1])) == (300, False)


def test_what_two_places_have_in_common_is_shared_not_evaluated():
    table = SlotTable()
    blocks = list(range(1000, 1500))
    one = serve(table, blocks + [1] * (SACRIFICE + 1))
    two = serve(table, blocks + [2] * (SACRIFICE + 1))
    assert keep(two) == (500, True)
    assert two.source is one.slot
    assert two.slot is not one.slot


def test_little_is_lost_by_rewriting_a_line_so_the_slot_is_kept():
    table = SlotTable()
    first = serve(table, [1] * 500 + [2] * 10)
    second = serve(table, [1] * 500 + [3])
    assert second.slot is first.slot
    assert keep(second) == (500, False)


def typed_before(table: SlotTable, prefix: list[int], suffix: list[int]) -> Placement:
    """Place a prompt whose suffix stands behind the prefix, and record it as evaluated."""
    run = Run(len(prefix), len(prefix) + len(suffix))
    prompt = [*prefix, *suffix, 0]
    placement = table.place(TYPING, prompt, run)
    slot = placement.slot
    slot.tokens, slot.run = prompt, run
    slot.drift = placement.move.drift if placement.move else 0
    table.touch(slot)
    return placement


def test_a_suffix_is_moved_when_something_is_typed_before_it():
    table = SlotTable()
    typed_before(table, [1] * 50, [2] * 300)
    assert typed_before(table, [1] * 52, [2] * 300).move == Move(Run(50, 350), 52, drift=2)


def test_a_suffix_is_moved_back_when_something_is_erased_before_it():
    table = SlotTable()
    typed_before(table, [1] * 50, [2] * 300)
    assert typed_before(table, [1] * 48, [2] * 300).move == Move(Run(50, 350), 48, drift=2)


def test_a_suffix_that_knows_too_little_of_what_was_typed_is_evaluated_again():
    table = SlotTable()
    moves = []
    for typed in range(0, 2 * MOST_DRIFT + 1, MOST_DRIFT // 2):
        moves.append(typed_before(table, [1] * (50 + typed), [2] * 300).move is not None)
    assert moves == [False, True, True, False, True]


def test_another_suffix_is_not_moved():
    table = SlotTable()
    typed_before(table, [1] * 50, [2] * 300)
    assert typed_before(table, [1] * 52, [3] * 300).move is None


def test_cells_that_others_share_are_not_moved():
    table = SlotTable()
    first = typed_before(table, [1] * 50, [2] * 300)
    other = next(slot for slot in table.slots if slot is not first.slot)
    other.tokens = list(first.slot.tokens)
    assert typed_before(table, [1] * 52, [2] * 300).move is None


def test_what_was_kept_of_a_slot_is_forgotten_with_its_tokens():
    slot = Slot(0, TYPING, [1] * 10, Run(4, 8), drift=3, logits=np.zeros(1), logits_at=10)
    slot.cut(9)
    assert (slot.logits, slot.run) == (None, Run(4, 8))
    slot.cut(7)
    assert (slot.run, slot.drift) == (None, 0)


def test_with_the_logits_kept_nothing_is_evaluated_again():
    table = SlotTable()
    slot = serve(table, [1, 2, 3]).slot
    slot.logits, slot.logits_at = np.zeros(1), 3
    assert keep(serve(table, [1, 2, 3])) == (3, False)


def test_the_oldest_place_makes_way():
    table = SlotTable()
    places = [[n] * 300 for n in range(1, 5)]
    placements = [serve(table, place) for place in places]
    assert placements[3].slot is placements[0].slot


def test_commands_have_slots_of_their_own():
    table = SlotTable()
    typed = serve(table, [1] * 300)
    for n in range(2, 9):
        serve(table, [n] * 300, COMMAND)
    again = serve(table, [*[1] * 300, 2])
    assert again.slot is typed.slot
    assert again.keep == 300


def test_a_running_request_keeps_its_slot():
    table = SlotTable()
    prewarming = serve(table, [1] * 300)
    prewarming.slot.busy = True
    placement = table.place(TYPING, [*[1] * 300, 2])
    assert placement.slot is not prewarming.slot
    assert keep(placement) == (300, True)


def test_only_what_is_held_and_not_running_is_evicted_the_oldest_first():
    table = SlotTable()
    old, new = serve(table, [1] * 9).slot, serve(table, [2] * 9, COMMAND).slot
    assert table.to_evict() is old
    old.busy = True
    assert table.to_evict() is new
    new.tokens.clear()
    assert table.to_evict() is None


def test_a_slot_is_compared_by_identity():
    assert Slot(0, TYPING) != Slot(0, TYPING)
