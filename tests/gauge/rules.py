"""Rules: the functions and methods of some modules, each of which can be switched off for a while."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from itertools import islice, product
from types import CodeType, FunctionType, ModuleType
from typing import Any

_MOST_BODIES = 4  # tried for one rule
_CONTAINERS = {
    "list": "[]",
    "tuple": "()",
    "Sequence": "()",
    "Collection": "()",
    "Iterable": "()",
    "Iterator": "iter(())",
    "Generator": "iter(())",
    "set": "set()",
    "frozenset": "frozenset()",
    "dict": "{}",
    "Mapping": "{}",
}
_COPIES = {"list": "list({})", "tuple": "tuple({})", "Sequence": "{}", "Iterable": "{}", "Iterator": "iter({})"}
_PLAIN = {"str": ('""',), "int": ("0",), "float": ("0.0",), "bool": ("False", "True"), "None": ("None",)}


@dataclass(frozen=True)
class Rule:
    """A function that can be switched off. `bodies` are the neutral values it may return instead, as expressions."""

    name: str
    function: FunctionType = field(compare=False, repr=False)
    bodies: tuple[str, ...] = field(compare=False)

    @property
    def code(self) -> CodeType:
        """What runs when the rule is on."""
        return self.function.__code__

    @contextmanager
    def off(self, body: str) -> Iterator[None]:
        """The rule returns this neutral value and does nothing else.

        Its code is exchanged, not its name: so whoever imported it or keeps it in a table gets the neutral one, too.
        """
        own = self.function.__code__
        names = _parameters(self.function)
        neutral: FunctionType = eval(f"lambda {names}: {body}", {})
        self.function.__code__ = neutral.__code__
        try:
            yield
        finally:
            self.function.__code__ = own


@dataclass(frozen=True)
class RuleBook:
    """All rules of some modules, and what forgets the values that these keep between calls."""

    rules: tuple[Rule, ...]
    forgetting: tuple[Callable[[], None], ...]

    def forget(self) -> None:
        """Empty every cache around a rule."""
        for clear in self.forgetting:
            clear()


def rules_of(names: Iterable[str]) -> RuleBook:
    """The rules of these modules, of a package those of all its modules."""
    rules: list[Rule] = []
    forgetting = []
    for module in map(import_module, _with_submodules(names)):
        for name, value in _functions(module):
            if clear := getattr(value, "cache_clear", None):
                forgetting.append(clear)
            function = inspect.unwrap(value)
            if isinstance(function, FunctionType) and not function.__code__.co_freevars:
                rules.append(Rule(f"{module.__name__.removeprefix('knowledge.')}.{name}", function, _bodies(function)))
    return RuleBook(tuple(rules), tuple(forgetting))


def _with_submodules(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield name
        package = getattr(import_module(name), "__path__", None)
        if package:
            yield from (found.name for found in pkgutil.walk_packages(package, f"{name}."))


def _functions(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """What the module itself defines: its functions, and the methods and properties that its classes spell out."""
    for name, value in vars(module).items():
        if getattr(value, "__module__", None) != module.__name__:
            continue
        if not inspect.isclass(value):
            if callable(value) and _written_in(module, value):
                yield name, value
            continue
        for attribute, member in vars(value).items():
            bare = _bare(member)
            if not attribute.startswith("__") and _written_in(module, bare):
                yield f"{name}.{attribute}", bare


def _bare(member: Any) -> Any:
    match member:
        case property():
            return member.fget
        case cached_property():
            return member.func
        case staticmethod() | classmethod():
            return member.__func__
    return member


def _written_in(module: ModuleType, value: Any) -> bool:
    """Whether its source stands in the module; what a dataclass makes of itself does not."""
    code = getattr(inspect.unwrap(value) if callable(value) else value, "__code__", None)
    return code is not None and code.co_filename == module.__file__


def _parameters(function: FunctionType) -> str:
    stars = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}
    shown: list[str] = []
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and not any(one.startswith("*") for one in shown):
            shown.append("*")
        shown.append(stars[parameter.kind] + name if parameter.kind in stars else name)
    return ", ".join(shown)


def _bodies(function: FunctionType) -> tuple[str, ...]:
    types = {name: str(annotation) for name, annotation in function.__annotations__.items()}
    returned = types.pop("return", "None")
    taken = {name: annotation.removesuffix(" | None") for name, annotation in types.items()}
    values = _values(ast.parse(returned, mode="eval").body, taken)
    return tuple(islice(dict.fromkeys(values), _MOST_BODIES))


def _values(returned: ast.expr, taken: Mapping[str, str]) -> Iterator[str]:
    """Neutral values of a type, as expressions: nothing, what was given unchanged, empty."""
    if isinstance(returned, ast.BinOp):
        sides = sorted((returned.left, returned.right), key=lambda side: ast.unparse(side) != "None")
        for side in sides:
            yield from _values(side, taken)
        return
    written = ast.unparse(returned)
    kind, _, items = written.partition("[")
    yield from _PLAIN.get(written, ())
    for name, annotation in taken.items():
        if annotation == written:
            yield name
        elif kind in _COPIES and annotation.partition("[")[0] in _COPIES and _item(annotation) == _item(written):
            yield _COPIES[kind].format(name)
    if isinstance(returned, ast.Subscript) and kind == "tuple" and "..." not in items:
        parts = returned.slice.elts if isinstance(returned.slice, ast.Tuple) else [returned.slice]
        for values in product(*(tuple(_values(part, taken)) for part in parts)):
            yield f"({', '.join(values)},)"
        return
    if kind in _CONTAINERS:
        yield _CONTAINERS[kind]
    elif written not in _PLAIN:
        yield f"{kind}()"


def _item(annotation: str) -> str:
    return annotation.partition("[")[2].removesuffix("]").removesuffix(", ...")


class Watch:
    """What the rules returned while it was on: by rule, the values that could be taken for neutral, else `OTHER`."""

    OTHER = "other"

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_code = {rule.code: rule for rule in rules}
        self.returned: dict[str, set[str]] = {}

    def __enter__(self) -> Watch:
        sys.setprofile(self._note)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def _note(self, frame: Any, event: str, value: Any) -> None:
        if event != "return":
            return
        rule = self._by_code.get(frame.f_code)
        if rule is not None:
            generates = frame.f_code.co_flags & inspect.CO_GENERATOR
            noted = ("iter(())" if value is None else self.OTHER) if generates else self._noted(value)
            self.returned.setdefault(rule.name, set()).add(noted)

    def _noted(self, value: Any) -> str:
        plain = isinstance(value, bool | str | int | float | tuple | list)
        if value is None or value is True or (plain and not value):
            return repr(value).replace("''", '""')
        return self.OTHER
