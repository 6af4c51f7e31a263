"""Prompts as token lists: the special ids are 1000 and up, text is its code points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.inference.templates import (
    PREFIX_STEP,
    FimTokens,
    InfillPieces,
    InfillTemplate,
    Order,
    family_of,
    infill_prompt,
    infill_template,
)

PRE, SUF, MID, REP, SEP, BEGIN = range(1000, 1006)
FIM = FimTokens(PRE, SUF, MID, REP, SEP)
SPM = InfillTemplate("qwen", Order.SPM, FIM)
LINE = InfillTemplate("qwen", Order.LINE, FIM)
PSM = InfillTemplate("deepseek", Order.PSM, FimTokens(PRE, SUF, MID), BEGIN)


def codes(text: str) -> list[int]:
    return [ord(character) for character in text]


def pieces(prefix: str, suffix: str, *blocks: tuple[str, str], line: str = "") -> InfillPieces:
    return InfillPieces(
        line=codes(line),
        prefix=codes(prefix),
        suffix=codes(suffix),
        project=codes("p\n"),
        name=codes("c.st\n"),
        blocks=[(codes(name), codes(text)) for name, text in blocks],
    )


def test_spm_puts_the_prefix_last():
    assert infill_prompt(SPM, pieces("ab", "yz"), 100) == [
        PRE,
        SUF,
        *codes("yz"),
        MID,
        *codes("ab"),
    ]


def test_psm_puts_the_middle_last():
    expected = [BEGIN, PRE, *codes("ab"), SUF, *codes("yz"), MID]
    assert infill_prompt(PSM, pieces("ab", "yz"), 100) == expected


def test_the_line_order_puts_the_cursors_line_last_and_blocks_before_the_text():
    given_pieces = pieces("a\n", "z", ("x\n", "1\n"), ("y\n", "2\n"), line="self b")
    assert infill_prompt(LINE, given_pieces, 100) == [
        PRE, *codes("1\n2\na\n"), SUF, *codes("z"), MID, *codes("self b"),
    ]  # fmt: skip


def test_in_the_line_order_a_new_line_keeps_all_before_it():
    before = infill_prompt(LINE, pieces("a\n", "z", ("x\n", "1\n"), line="b"), 100)
    after = infill_prompt(LINE, pieces("a\nb\n", "z", ("x\n", "1\n"), line=""), 100)
    kept = before.index(SUF)
    assert after[:kept] == before[:kept]


def test_blocks_come_first_and_the_cursors_file_is_named_after_them():
    assert infill_prompt(SPM, pieces("a", "z", ("x\n", "1\n"), ("y\n", "2\n")), 100) == [
        REP, *codes("p\n"),
        SEP, *codes("x\n1\n"),
        SEP, *codes("y\n2\n"),
        SEP, *codes("c.st\n"),
        PRE, SUF, *codes("z"), MID, *codes("a"),
    ]  # fmt: skip


def test_a_family_without_a_file_separator_gets_no_blocks():
    prompt = infill_prompt(PSM, pieces("a", "z", ("x\n", "1\n")), 100)
    assert prompt == [BEGIN, PRE, *codes("a"), SUF, *codes("z"), MID]


def test_typing_only_appends_in_spm_order():
    before = infill_prompt(SPM, pieces("self a", "\n]", ("x\n", "1\n")), 100)
    after = infill_prompt(SPM, pieces("self ad", "\n]", ("x\n", "1\n")), 100)
    assert after[: len(before)] == before


def test_blocks_that_do_not_fit_are_left_out_from_the_first_such_one_on():
    given_pieces = pieces("a", "z", ("x\n", "1\n"), ("y\n", "2" * 50), ("z\n", "3\n"))
    prompt = infill_prompt(SPM, given_pieces, 40)
    assert codes("1")[0] in prompt
    assert codes("2")[0] not in prompt
    assert codes("3")[0] not in prompt


def test_a_prefix_too_long_loses_its_head_in_steps():
    long = "".join(chr(200 + i % 700) for i in range(1000))
    shown = [infill_prompt(SPM, pieces(long[:n], ""), 500) for n in (900, 901, 902)]
    heads = [prompt[3:10] for prompt in shown]
    assert heads[0] == heads[1] == heads[2]
    assert shown[0][-1] == ord(long[899])


@given(
    st.text(max_size=3 * PREFIX_STEP),
    st.text(max_size=600),
    st.lists(st.tuples(st.text(max_size=20), st.text(max_size=300)), max_size=4),
    st.integers(64, 2000),
    st.sampled_from([SPM, PSM, LINE]),
    st.text(max_size=600),
)
def test_no_prompt_exceeds_its_budget_and_the_text_at_the_hole_stays(
    prefix, suffix, blocks, budget, template, line
):
    line = line if template is LINE else ""
    prompt = infill_prompt(template, pieces(prefix, suffix, *blocks, line=line), budget)
    assert len(prompt) <= budget
    if line:
        assert prompt[-1] == ord(line[-1])
    elif prefix:
        end = -1 if template.order is Order.SPM else prompt.index(SUF) - 1
        assert prompt[end] == ord(prefix[-1])
    if suffix:
        assert prompt[prompt.index(SUF) + 1] == ord(suffix[0])


@pytest.mark.parametrize(
    ("metadata", "family"),
    [
        ({"general.architecture": "qwen2", "general.name": "Qwen2.5 Coder 0.5B"}, "qwen"),
        ({"general.architecture": "starcoder2"}, "starcoder"),
        ({"general.architecture": "llama", "general.name": "CodeLlama 7B"}, "codellama"),
        ({"general.architecture": "llama", "general.name": "deepseek-coder-1.3b"}, "deepseek"),
        ({"general.architecture": "gemma", "general.name": "codegemma-2b"}, "codegemma"),
        ({"general.architecture": "llama", "general.name": "Granite 3b code"}, "granite"),
        ({"general.architecture": "phi3"}, ""),
    ],
)
def test_families_by_metadata(metadata, family):
    assert family_of(metadata) == family


def test_without_middle_tokens_there_is_no_template():
    assert infill_template({"general.architecture": "qwen2"}, None, None) is None


def test_the_settings_order_goes_before_the_familys():
    qwen = {"general.architecture": "qwen2"}
    own, given_order = infill_template(qwen, FIM, None), infill_template(qwen, FIM, None, Order.PSM)
    assert own is not None and own.order is Order.SPM
    assert given_order is not None and given_order.order is Order.PSM
