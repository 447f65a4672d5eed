"""Events that stand only in a sentence: `…는 4월 13일 오전 한강홍수통제소에서 … ‘…포상’을 실시한다고 밝혔다.`"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time

from knowledge.dates import FoundDate, find_dates, find_times
from knowledge.extract.lines import Line
from knowledge.extract.names import EVENT_WORD, quoted

__all__ = ["ToldEvent", "told_events"]

_HELD = re.compile(
    r"개최|열[었렸린고]|열리|진행(?:했|한|된|하)|실시(?:했|한|하)|가졌|갖고|갖는|가진|시상|포상|개막|출범|참석|방문|체결|주재|수여|점검(?:했|하|한다|에)"
)
_NOT_HELD = re.compile(r"접수|신청|모집|공모(?:를|한)|시행(?:한|된|하)|입법예고|공포|고시")
_PLACE = re.compile(
    r"^\s*(?:,\s*)?(?:(?:오전|오후|낮|정오)\s?)?(?:\d{1,2}(?::\d\d|시(?:\s?\d{1,2}분|\s?반)?)\s?(?:에|부터)?\s?)?,?\s*(?P<place>[^,.]{2,50}?)에서\s"
)
_VISITED = re.compile(
    r"^\s*(?:,\s*)?(?:(?:오전|오후)\s?)?(?:\d{1,2}시(?:\s?\d{1,2}분)?\s?)?,?\s*(?P<place>[^,.]{2,40}?)(?:을|를)\s(?:찾아|방문|현장\s?방문)"
)
_PRIZE = re.compile(r"^(?:에|에는)?\s?(?P<prize>[가-힣 ]{2,20}?(?:상|표창))(?:과|와|을|를|이|가)?[^.]{0,40}수여")
_NOUN = re.compile(
    rf"(?<!\S)(?P<noun>(?:[^\s,.]{{1,20}}\s){{0,4}}?[^\s,.]{{0,20}}{EVENT_WORD})(?:을|를|에|이|가|에서|\s및)(?=\s)"
)
_WORD_BEFORE = re.compile(
    r"(?:[을를은는이가에도]|에서|에게|부터|까지|위해|위하여|하고|하는|하여|하며|통해|대한|열린|열리는|개최된|개최한|함께|등과|관련|이날|공동으로|합동으로|주재로)$"
)
# The lead tells what was held; later sentences tell of other things' dates.
_LEAD = 3


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """An event as a sentence tells it."""

    name: str
    day: date
    start: time | None
    place: str | None
    line: Line


def told_events(body: tuple[Line, ...], reference: date | None) -> list[ToldEvent]:
    """Events with a day and a name in the lead; and prizes that are handed over on a stated day, anywhere."""
    events: list[ToldEvent] = []
    prose = [line for line in body if line.row is None and len(line.text) >= 30 and line.bullet not in ("*", "**", "※")]
    for number, line in enumerate(prose):
        for sentence in re.split(r"(?<=다)\.\s", line.text):
            for found in find_dates(sentence, reference):
                after = sentence[found.stop :]
                if (
                    found.end_day
                    or found.weekday_agrees is False
                    or re.match(r"\s*(?:부터|까지|자|\)|기준|이후|이전)", after)
                ):
                    continue
                if reference and abs((found.day - reference).days) > 120:
                    continue
                if prize := _PRIZE.match(after):
                    events.append(ToldEvent(f"{prize['prize'].strip()} 수여", found.day, None, None, line))
                elif number < _LEAD:
                    events.extend(_held(sentence, found, line))
    return list({(event.name, event.day): event for event in events}.values())


def _held(sentence: str, found: FoundDate, line: Line) -> list[ToldEvent]:
    after = sentence[found.stop :]
    place = _PLACE.match(after)
    rest = after[place.end() - 1 :] if place else after
    visited = None if place else _VISITED.match(after)
    if not _HELD.search(rest) or _NOT_HELD.search(rest):
        return []
    names = _names(sentence) or _unquoted(rest)
    if not names and visited:
        names = [f"{visited['place'].strip()} 방문"]
    if not names:
        return []
    if not place:
        # Without a place only one thing can be meant.
        names = names[:1]
    clock = next(iter(find_times(after[: place.end()] if place else after[:20])), None)
    where = place or visited
    return [
        ToldEvent(name, found.day, clock.at if clock else None, where["place"].strip() if where else None, line)
        for name in names
    ]


def _names(sentence: str) -> list[str]:
    """Quoted names with the noun behind them (`‘AI 리더’ 발대식`), as far as they name an event."""
    names = []
    for position, words, year in quoted(sentence):
        behind = sentence[position:]
        behind = behind[behind.index(words) + len(words) + 1 :]
        noun = re.match(
            rf"\s?(?P<noun>(?:[가-힣A-Za-z]+\s){{0,2}}?[가-힣]*{EVENT_WORD})(?=[을를은는이가과와에의,\s]|$)", behind
        )
        if re.search(rf"{EVENT_WORD}$", words) and not noun:
            names.append(f"{year}년 {words}" if year else words)
        elif noun and not re.match(r"[을를은는이가]\s", behind):
            names.append(f"{words} {noun['noun'].strip()}")
    return list(dict.fromkeys(names))


def _unquoted(text: str) -> list[str]:
    """The noun before `을 개최`, `에 참석`: back to the last word that ends in a particle."""
    for match in _NOUN.finditer(text):
        if not re.match(
            r"(?:을|를|에|이|가|에서|\s및)\s(?:[가-힣]+\s){0,2}?(?:개최|열|갖|가졌|참석|진행|실시|주재|마련|체결)",
            text[match.end("noun") :],
        ):
            continue
        words = match["noun"].split()
        start = max((i + 1 for i, word in enumerate(words[:-1]) if _WORD_BEFORE.search(word)), default=0)
        name = " ".join(words[start:])
        if len(name) >= 3:
            return [name]
    return []
