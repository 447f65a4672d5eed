"""`총 114점 접수 → 1·2차 심사(실무 및 온라인 국민투표) 26점 선정 → 최종 15점 선정` as steps."""

from __future__ import annotations

import re

from knowledge.model import HalfCount, Stage

_ARROW = re.compile(r"\s*(?:→|⇒|➜|➡|▶|⇨|->)\s*")
_COUNT = re.compile(r"(?:총\s?)?(?P<count>\d[\d,]{0,10})\s?여?\s?(?P<unit>건|점|편|개\s?팀|팀|명|작품|과제|개)")
_HALF = re.compile(r"(?P<half>상반기|하반기)\s?(?P<count>\d[\d,]{0,10})")
_BOTH_HALVES = re.compile(r"상[·‧ㆍ・/,]?\s?하반기\s?각각?\s?(?P<count>\d[\d,]{0,10})")
_PARENTHESES = re.compile(r"\(([^()]*)\)")


def number(text: str) -> int:
    """`10,000` as an integer."""
    return int(text.replace(",", ""))


def read_stages(text: str) -> tuple[Stage, ...]:
    """The steps that arrows divide, each with its count, judges and the share of each half; none without an arrow."""
    parts = _ARROW.split(text)
    if len(parts) < 2:
        return ()
    return tuple(_stage(part.strip()) for part in parts if part.strip())


def _stage(text: str) -> Stage:
    judges: str | None = None
    halves: tuple[HalfCount, ...] = ()
    for inner in _PARENTHESES.findall(text):
        if both := _BOTH_HALVES.search(inner):
            halves = tuple(HalfCount(half, number(both["count"])) for half in ("상반기", "하반기"))
        elif found := _HALF.findall(inner):
            halves = tuple(HalfCount(half, number(count)) for half, count in found)
        elif judges is None and not inner.isdigit():
            judges = inner.replace("*", "").strip() or None
    outer = " ".join(_PARENTHESES.sub(" ", text).replace("*", "").split())
    match = _COUNT.search(outer) or next(filter(None, map(_COUNT.search, _PARENTHESES.findall(text))), None)
    name = outer[: match.start()].strip() if match and match.string == outer else outer
    if not name and match:
        verb = re.match(r"\s*(접수|응모|추천|제출|신청|선정|선발)", outer[match.end() :])
        name = verb[1] if verb else "접수"
    return Stage(
        name=name,
        judges=judges,
        count=number(match["count"]) if match else None,
        unit=re.sub(r"\s", "", match["unit"]) if match else None,
        halves=halves,
    )
