"""The gauge finds which rule matters, with any of its neutral values, and leaves everything as it was."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType

import pytest

from tests.gauge.rules import Rule, rules_of
from tests.gauge.worth import Item, Outcome, Trial, Worth, worths

SOURCE = """
from __future__ import annotations
from collections.abc import Iterator
from functools import cache

def double(number: int) -> int:
    return 2 * number

def trimmed(text: str) -> str:
    return text.strip()

def is_long(text: str) -> bool:
    return len(text) > 3

def words(text: str) -> Iterator[str]:
    yield from text.split()

def settle(found: list[str]) -> None:
    found.append("settled")

@cache
def kept(text: str) -> str | None:
    return text.upper()

def unused(pair: tuple[str, int]) -> tuple[str, int] | None:
    return pair

class Box:
    @property
    def full(self) -> bool:
        return True
"""


@pytest.fixture
def module(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module of a few rules."""
    path = tmp_path_factory.mktemp("rules") / "small_rules.py"
    path.write_text(SOURCE, "utf-8")
    monkeypatch.syspath_prepend(str(path.parent))
    monkeypatch.delitem(sys.modules, "small_rules", raising=False)
    return __import__("small_rules")


def rule(module: ModuleType, name: str) -> Rule:
    return next(one for one in rules_of([module.__name__]).rules if one.name.endswith(f".{name}"))


def measured(module: ModuleType, name: str, run: Callable[[], Outcome], *, made_up: bool = False) -> Worth:
    trial = Trial(rules_of([module.__name__]), [Item("item", run, made_up)])
    (found,) = worths(trial, [rule(module, name)])
    return found


def test_functions_methods_and_properties_are_rules(module: ModuleType) -> None:
    found = [one.name.removeprefix("small_rules.") for one in rules_of(["small_rules"]).rules]
    assert found == ["double", "trimmed", "is_long", "words", "settle", "kept", "unused", "Box.full"]


def test_what_is_neutral_follows_from_the_type(module: ModuleType) -> None:
    bodies = {one.name.removeprefix("small_rules."): one.bodies for one in rules_of(["small_rules"]).rules}
    assert bodies["trimmed"] == ('""', "text")
    assert bodies["is_long"] == ("False", "True")
    assert bodies["words"] == ("iter(())",)
    assert bodies["settle"] == ("None",)
    assert bodies["unused"] == ("None", "pair", '("", 0,)')


def test_a_rule_that_is_off_is_off_for_whoever_keeps_it_and_on_again_afterwards(module: ModuleType) -> None:
    table = {"double": module.double}
    with rule(module, "double").off("0"):
        assert table["double"](4) == 0
    assert table["double"](4) == 8


def test_a_value_that_was_kept_does_not_hide_that_a_rule_is_off(module: ModuleType) -> None:
    worth = measured(module, "kept", lambda: Outcome(1, module.kept("a")))
    assert worth.count() == (0, 0, 1)
    assert module.kept("a") == "A"


def test_what_gets_worse_better_and_merely_different_is_told_apart(module: ModuleType) -> None:
    assert measured(module, "double", lambda: Outcome(module.double(2), None)).count() == (1, 0, 0)
    assert measured(module, "double", lambda: Outcome(-module.double(2), None)).count() == (0, 1, 0)
    assert measured(module, "double", lambda: Outcome(0, module.double(2))).count() == (0, 0, 1)


def test_the_least_harmful_neutral_value_counts(module: ModuleType) -> None:
    assert measured(module, "is_long", lambda: Outcome(1, module.is_long("long enough"))).is_nothing
    assert measured(module, "trimmed", lambda: Outcome(1, module.trimmed("as it is"))).body == "text"


def test_a_rule_that_only_changes_what_it_is_given_is_worth_that_change(module: ModuleType) -> None:
    def run() -> Outcome:
        found: list[str] = []
        module.settle(found)
        return Outcome(len(found), tuple(found))

    assert measured(module, "settle", run).count() == (1, 0, 0)


def test_a_rule_without_which_nothing_works_is_worth_everything(module: ModuleType) -> None:
    worth = measured(module, "words", lambda: Outcome(1, 1 / len(list(module.words("a b")))))
    assert worth.count() == (1, 0, 0)


def test_a_rule_that_is_never_called_is_worth_nothing(module: ModuleType) -> None:
    worth = measured(module, "unused", lambda: Outcome(1, module.double(2)))
    assert (worth.body, worth.is_nothing) == (None, True)


def test_made_up_items_are_no_witnesses(module: ModuleType) -> None:
    worth = measured(module, "double", lambda: Outcome(module.double(2), None), made_up=True)
    assert worth.is_nothing
    assert worth.count(made_up=True) == (1, 0, 0)


def test_what_the_items_share_is_made_without_the_rule_and_then_again_with_it(module: ModuleType) -> None:
    shared: list[str] = []
    trial = Trial(
        rules_of(["small_rules"]),
        [Item("item", lambda: Outcome(shared[-1].isupper(), shared[-1]))],
        prepare=lambda: shared.append(module.kept("a") or ""),
    )
    (found,) = worths(trial, [rule(module, "kept")])
    assert found.count() == (1, 0, 0)
    assert shared[-1] == "A"


def test_enough_witnesses_end_the_trial_of_a_rule(module: ModuleType) -> None:
    items = [Item(str(number), lambda: Outcome(module.double(2), None)) for number in range(9)]
    (found,) = worths(Trial(rules_of(["small_rules"]), items, enough=3), [rule(module, "double")])
    assert found.count() == (3, 0, 0)
