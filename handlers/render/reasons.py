"""What `/why` tells about an answer, as short values for its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields, replace

from knowledge.dialogue import (
    Answer,
    CaseList,
    ContactList,
    ContestList,
    EventList,
    Filters,
    Intent,
    Missing,
    NotStated,
    OutOfScope,
    Status,
    WordMatch,
)
from knowledge.documents.formats import NUMBERED
from knowledge.hangul import squeeze
from knowledge.model import Release, Source

from .wording import filter_value, one_line

_SHOWN_QUOTES = 3
_SHOWN_WORDS = 8
_LONGEST_WORD = 40
_LONGEST_TEXT = 60
_MARKUP = re.compile(r"</?(?:p|br)\s*/?>")
_ROOM_FOR_ONE, _ROOM_FOR_EACH = 200, 80
"""How much of a quoted line is shown where it is the only one, and where there are several."""


def reasons(answer: Answer, quotes: Sequence[tuple[Source, Release | None]]) -> dict[str, object]:
    """The values for `why.j2`: nothing in them is longer than a line of a phone can be read."""
    q, places = answer.question, list(dict.fromkeys(quotes))
    filters = [(name, one_line(value, _LONGEST_WORD)) for name, value in _filters(q.filters)]
    shown = places[:_SHOWN_QUOTES]
    room = _ROOM_FOR_ONE if len(places) == 1 else _ROOM_FOR_EACH
    matches = [_short(match) for match in answer.matches[:_SHOWN_WORDS]]
    unclear = answer.intent is Intent.OUT_OF_SCOPE and not q.unknown
    return {
        "typed": one_line(q.asked, _LONGEST_TEXT),
        "repaired": one_line(q.repaired or "", _LONGEST_TEXT),
        "kind": "unclear" if unclear else answer.intent.value,
        "aspects": tuple(dict.fromkeys(a.value for p in answer.parts for a in getattr(p, "aspects", ()))),
        "filters": filters,
        "named": _other_names(q.named, q.filters),
        "exact": one_line(", ".join(m.found for m in matches if m.kind == "exact"), _LONGEST_TEXT),
        "matches": [match for match in matches if match.kind != "exact"],
        "unmatched": _unmatched(answer),
        "selected": _selected(answer),
        "missing": _missing(answer),
        "not_stated": [one_line(part.thing, _LONGEST_WORD) for part in answer.parts if isinstance(part, NotStated)],
        "offered": len(answer.choices),
        "quotes": _quoted(shown, room),
        "more": len(places) - len(shown),
        "in_vain": answer.status is Status.UNANSWERED,
    }


def _quoted(places: Sequence[tuple[Source, Release | None]], room: int) -> list[dict[str, object]]:
    """The quoted lines; the release of each is named where another than the one before it begins."""
    quoted: list[dict[str, object]] = []
    before: Release | None = None
    for source, release in places:
        quoted.append(
            {
                "release": release if release != before else None,
                "follows": release is not None and release == before,
                "file": source.file,
                "place": source.place(release is not None and release.form in NUMBERED),
                "quote": one_line(_MARKUP.sub(" ", source.quote), room),
                "recovered": source.recovered,
            }
        )
        before = release
    return quoted


def _filters(filters: Filters) -> list[tuple[str, str]]:
    given = [(f.name, getattr(filters, f.name)) for f in fields(filters)]
    return [(name, filter_value(name, value)) for name, value in given if value is not None]


def _other_names(named: str, filters: Filters) -> str:
    """The names that were typed otherwise than the filters they became (적행: 적극행정 우수사례 경진대회)."""
    values = [squeeze(str(value)) for _, value in _filters(filters)]
    others = [word for word in named.split() if not any(squeeze(word) in value for value in values)]
    return one_line(", ".join(others), _LONGEST_WORD)


def _short(match: WordMatch) -> WordMatch:
    return replace(match, word=one_line(match.word, _LONGEST_WORD), found=one_line(match.found, _LONGEST_WORD))


def _unmatched(answer: Answer) -> str:
    """What was searched for and stands in nothing that was found; by its meaning a question is found as a whole."""
    if any(match.kind == "meaning" for match in answer.matches):
        return ""
    found = {match.word for match in answer.matches}
    words = [word for word in answer.question.words.split() if squeeze(word) not in found]
    return one_line(", ".join(dict.fromkeys(words)), _LONGEST_TEXT)


def _missing(answer: Answer) -> list[tuple[str, str]]:
    found = []
    for part in answer.parts:
        match part:
            case Missing(kind=kind, value=value):
                found.append((kind, one_line(filter_value(kind, value), _LONGEST_WORD)))
            case OutOfScope(topic=str(topic)):
                found.append(("topic", one_line(topic, _LONGEST_WORD)))
            case _:
                pass
    return found


def _selected(answer: Answer) -> list[tuple[str, int]]:
    """How many a list holds before paging, and of what; people who are only named to be asked are none."""
    found = []
    to_ask = any(isinstance(part, NotStated) for part in answer.parts)
    for part in answer.parts:
        match part:
            case CaseList(total=total):
                found.append(("case", total))
            case EventList(total=total):
                found.append(("schedule", total))
            case ContestList(total=total):
                found.append(("contest", total))
            case ContactList(contacts=people, total=total) if len(people) > 1 and not to_ask:
                found.append(("contact", max(total, len(people))))
            case _:
                pass
    return found
