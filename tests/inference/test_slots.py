"""Which cached tokens serve a prompt, and which are given up for it."""

from kibitz.inference.engine import Role
from kibitz.inference.worker.slots import SACRIFICE, Placement, Slot, SlotTable

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
