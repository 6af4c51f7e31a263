"""Reading what editors send as settings."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.config.schema import Settings, all_settings, parse_settings

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
KEYS = st.sampled_from([*all_settings(), "inline", "models", "kibitz", "inline.languages.python"])


def problem(obj: object) -> str:
    """The one sentence that `obj` gives, which must leave the defaults in place."""
    settings, problems = parse_settings(obj)
    assert settings == Settings()
    assert len(problems) == 1
    return problems[0]


@pytest.mark.parametrize("nothing", [None, {}, [], {"kibitz": None}, {"inline": None}])
def test_nothing_means_the_defaults(nothing: object) -> None:
    assert parse_settings(nothing) == (Settings(), ())


@pytest.mark.parametrize(
    "obj",
    [
        {"inline": {"maxTokens": 32}},
        {"inline.maxTokens": 32},
        {"kibitz.inline.maxTokens": 32},
        {"kibitz": {"inline": {"maxTokens": 32}}},
        {"kibitz": {"inline.maxTokens": 32}},
        {"kibitz.inline": {"maxTokens": 32.0}},
    ],
)
def test_every_way_editors_nest_keys(obj: object) -> None:
    settings, problems = parse_settings(obj)
    assert settings.inline.max_tokens == 32
    assert problems == ()


def test_null_is_the_default() -> None:
    assert parse_settings({"inline": {"maxTokens": None}, "models": {"directory": None}}) == (
        Settings(),
        (),
    )


def test_languages_are_merged_over_the_default() -> None:
    settings, _ = parse_settings({"inline": {"languages": {"python": False, "rust": True}}})
    assert settings.inline.languages["python"] is False
    assert settings.inline.languages["rust"] is True
    assert settings.inline.languages["smalltalk"] is True


def test_lists_become_tuples() -> None:
    settings, _ = parse_settings({"index": {"exclude": ["build/**"]}})
    assert settings.index.exclude == ("build/**",)


def test_empty_lua_tables_are_taken_for_either_kind() -> None:
    settings, problems = parse_settings({"index": {"exclude": {}}, "inline": {"languages": []}})
    assert settings.index.exclude == ()
    assert problems == ()


def test_wrong_type() -> None:
    assert problem({"inline": {"maxTokens": "many"}}) == (
        'kibitz.inline.maxTokens must be a whole number from 1 to 1024, not "many"; using 64.'
    )


@pytest.mark.parametrize("value", [0, -1, 1025, 1.5, True, float("nan")])
def test_out_of_bounds(value: object) -> None:
    assert "must be a whole number from 1 to 1024" in problem({"inline.maxTokens": value})


def test_no_such_choice() -> None:
    assert problem({"trace": {"server": "loud"}}) == (
        'kibitz.trace.server must be one of "off", "messages", "verbose", not "loud"; using "off".'
    )


def test_unknown_key_with_a_near_name() -> None:
    assert problem({"inline": {"enable": False}}) == (
        "kibitz.inline.enable is not a setting of Kibitz; did you mean kibitz.inline.enabled?"
    )


def test_a_section_that_is_no_object() -> None:
    assert problem({"models": "small"}) == (
        'kibitz.models must be an object of settings, not "small"; using defaults.'
    )


def test_settings_that_are_no_object() -> None:
    assert problem("fast") == 'The settings must be an object, not "fast"; using defaults.'


def test_one_wrong_setting_leaves_the_others() -> None:
    settings, problems = parse_settings({"inline": {"maxTokens": "x", "singleLine": True}})
    assert settings.inline.single_line
    assert len(problems) == 1


def test_the_clients_own_settings_are_no_problem() -> None:
    assert parse_settings(
        {"server": {"path": "/usr/bin/kibitz"}, "trace": {"server": "verbose"}}
    ) == (
        Settings(),
        (),
    )


def test_settings_travel_to_other_processes() -> None:
    assert pickle.loads(pickle.dumps(Settings())) == Settings()


def test_every_default_passes_its_own_check() -> None:
    for key, setting in all_settings().items():
        assert setting.check(setting.default) == setting.default, key


@given(JSON | st.dictionaries(KEYS, JSON))
def test_never_raises(obj: object) -> None:
    settings, problems = parse_settings(obj)
    assert isinstance(settings, Settings)
    assert all(each.endswith((".", "?")) for each in problems)
