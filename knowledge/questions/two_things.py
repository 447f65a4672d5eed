"""One question about two things: 서울사랑 공모전이랑 철도여행 공모전 중 어디가 더 많이 접수됐어."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import replace

from knowledge.dialogue import Question

_PAIR = re.compile(r"(?P<one>\S.{2,}?)(?P<joint>이랑|하고|랑|[와과])\s+(?P<other>\S.{4,})")


def paired(text: str, understood: Callable[[str], Question], known: Collection[str]) -> Question | None:
    """The question about both of two contests that a text names; None where it does not name two.

    What is asked stands behind the second; of the first the same is asked. `understood` reads one of them; a `known`
    word may end as a particle does.
    """
    if not (pair := _PAIR.match(text)):
        return None
    if (pair["one"] + pair["joint"]).split()[-1] in known:
        return None  # 특별성과
    other, one = understood(pair["other"]), understood(pair["one"])
    if not (one.filters.contest and other.filters.contest) or one.filters.contest == other.filters.contest:
        return None
    if not other.asks and not other.unstated:
        return None
    first, year = one.filters, one.filters.year or other.filters.year  # 작년 A랑 B, A랑 B 2023년
    asked = replace(other, filters=replace(other.filters, year=year))
    filters = replace(asked.filters, contest=first.contest, ministry=first.ministry)
    same = replace(asked, filters=filters, scope=one.scope, words=one.words, focus=one.focus, rivals=(), second=())
    return replace(same, second=(asked,))
