"""Events that stand only in a sentence: `…는 4월 13일 오전 한강홍수통제소에서 … ‘…포상’을 실시한다고 밝혔다.`"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time

from knowledge.dates import FoundDate, find_times
from knowledge.extract.days import Years, days_in, with_months
from knowledge.extract.lines import Doubts, Line
from knowledge.extract.names import quoted
from knowledge.hangul import sentences
from knowledge.words.kinds import EVENT_WORD

_EVENT = rf"(?:{EVENT_WORD}|강좌|강연|캠프|현장실습|합동단속|[가-힣]{{2}}(?<!방)(?<!형)식)"
_HELD = re.compile(
    r"개최|열[었렸린고려릴어]|연다|여는|열리|진행(?:했|한|된|하|될)|실시(?:했|한|하)|가졌|갖고|갖는"
    r"|가진|시상|포상|개막|폐막|폐회식|출범|참석|방문|체결|주재|수여|점검(?:했|하|한다|에)|운영(?:하|한|된|했)|치[렀르러]|거행|엄수|막을\s[올여연]"
)
_NOT_HELD = re.compile(r"접수|신청|모집|공모(?:를|한)|시행(?:한|된|하)|입법예고|공포|고시")
# Periods in which something stands open to visitors; others are when to apply or to inspect.
_LASTING = re.compile(
    r"박람회|전시회|축제|대회|포럼|행사|콘퍼런스|컨퍼런스|세미나|주간|페스티벌|체험전|경연|워크숍|총회|캠프|실습|입교식"
)
_COMING = re.compile(
    r"(?:^|[,\s])(?P<name>(?:[^\s,.]{1,20}\s){0,3}?[^\s,.]{0,20}(?:시상식|포상식|수여식|발대식|설명회"
    r"|발표회|본선|결선|최종심사|발표심사|경연|시상))(?:은|는)\s"
)
_COMES = re.compile(
    r"열릴|열린|열리|개최|진행|실시|치러|발표|공개|이뤄[지진졌]|이루어[지진졌]|볼 수 있|참여할 수 있|막을 [올여연]"
)
# What holds for a day ends with its clause: `…를 7월 1일부터 운영하며, 참가자를 모집한다`.
_CLAUSE = re.compile(r"(?:[하되이으][며고]|[했였]으며|[한된]\s(?:뒤|후|다음)|지만|는데),?\s")
_PLACE = re.compile(
    r"^\s*(?:,\s*)?(?:(?:오전|오후|낮|정오)\s?)?(?:\d{1,2}(?::\d\d|시(?:\s?\d{1,2}분|\s?반)?)\s?(?:에"
    r"|부터)?\s?)?,?\s*(?!\s*(?:열[린리]"
    r"|개최))(?P<place>[^,.]{2,50}?(?<!회의)(?<!자리)(?<!간담회)(?<!브리핑)(?<!보도)(?<!행사))에서(?:\s"
    r"|(?=[‘“「『｢]))"
)
# What is left of the time before a place, or of who is there: `에는 …`, `4시까지 …`, `시장이 함께하는 가운데 …`.
_BEFORE_PLACE = re.compile(r"^(?:.*\s가운데|(?:\d{1,2}시\s?)?(?:에|까지|부터)[는도]?)\s")
_VISITED = re.compile(
    r"^\s*(?:,\s*)?(?:(?:오전"
    r"|오후)\s?)?(?:\d{1,2}시(?:\s?\d{1,2}분)?\s?)?,?\s*(?P<place>[^,.]{2,40}?)(?:을|를)\s(?:찾아|방문"
    r"|현장\s?방문)"
)
_PRIZE = re.compile(r"^(?:에|에는)?\s?(?P<prize>[가-힣 ]{2,20}?(?:상|표창))(?:과|와|을|를|이|가)?[^.]{0,40}수여")
_NOUN = re.compile(
    rf"(?<!\S)(?P<noun>(?:[^\s,.]{{1,20}}\s){{0,4}}?[^\s,.]{{0,20}}{_EVENT}(?:\s?\([A-Za-z가-힣]{{2,12}}\))?)"
    r"(?:을|를|도|에|이|가|에서|\s및)\s(?:[가-힣]+\s){0,2}?"
    r"(?:개최|열|연다|여는|거행|치[렀르러]|갖|가졌|참석|진행|실시|주재|마련|체결)"
)
_HELD_NOUN = re.compile(
    r"(?:열린|열리는|개최된|개최되는|개최한|진행된|치러진|가진)\s(?:이번\s)?"
    r"(?P<noun>(?:[^\s,.]{1,20}\s){0,3}?[^\s,.]{0,20}?(?:시상식|포상식|수여식|본선|결선|경진대회|발표회))"
)
_LASTS = re.compile(r"^\s*(?:까지)?\s?(?:(?:이틀|사흘|나흘|닷새|엿새|일주일|\d+일)\s?간?)?\s?(?:간|동안)?(?=\s)")
_WORD_BEFORE = re.compile(
    r"(?:[을를은는이가에도]|에서|에게|부터|까지|위해|위하여|하고|하는|하여|하며|통해|대한|열린|열리는"
    r"|[가-힣]{2}으로|가며|개최된|개최한|함께|등과|관련|이날|공동으로|합동으로|주재로|(?:방문|참석|개최|주재|진행|실시"
    r"|찾아|만나)해?)$"
)
# The lead tells what was held; later sentences tell of other things' dates.
_LEAD = 3
_RECENT = 30


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """An event as a sentence tells it."""

    name: str
    day: date
    end_day: date | None
    start: time | None
    place: str | None
    line: Line
    end: time | None = None


def told_events(body: tuple[Line, ...], contests: tuple[str, ...], years: Years, doubts: Doubts) -> list[ToldEvent]:
    """Events with a day and a name in the lead; anywhere, prizes handed over and what is still to come."""
    events: list[ToldEvent] = []
    prose = [line for line in body if line.row is None and len(line.text) >= 30 and line.bullet not in ("*", "**", "※")]
    for number, line in enumerate(prose):
        for sentence in sentences(line.text):
            sentence = with_months(sentence, years.reference)
            days = days_in(sentence, years)
            for place, found in enumerate(days):
                after = _clause_behind(sentence, found, days[place + 1 :])
                if found.end_day is None and re.match(r"\s*(?:부터|까지|자|\)|기준|이후|이전)", after):
                    continue
                ahead = (found.day - years.near).days if years.near else None
                if found.end_day is None and (prize := _PRIZE.match(after)):
                    told = [ToldEvent(f"{prize['prize'].strip()} 수여", found.day, None, None, None, line)]
                elif not (told := _held(sentence, found, after, line, contests) if number < _LEAD else []):
                    coming = _coming(sentence, found, after, line)
                    # A ceremony may lie some days back; everything else that is told later is still to come.
                    if coming and ahead is not None and ahead >= (-_RECENT if "시상" in coming.name else 0):
                        told = [coming]
                    elif coming is None and ahead is not None and ahead >= 0:
                        told = _held(sentence, found, after, line, contests)
                if told and found.weekday_agrees is False:
                    doubts.add(line.number, f"‘{told[-1].name}’의 날짜 {found.day}와 적힌 요일이 달력과 달라요.")
                events.extend(told)
    return list({(event.name, event.day): event for event in events}.values())


def _clause_behind(sentence: str, found: FoundDate, following: tuple[FoundDate, ...]) -> str:
    """What is said of a day behind it, up to the end of its clause or the next day."""
    end = following[0].start if following else len(sentence)
    if clause := _CLAUSE.search(sentence, found.stop, end):
        end = clause.end()
    after = sentence[found.stop : end]
    if (after.rstrip().endswith((",", "와", "과")) and not _HELD.search(after)) or re.match(r"\s*에,", after):
        # 12일부터 28일까지 로비, 15일부터 16일까지 공원에서 전시회가 열린다
        return sentence[found.stop :]
    return after


def _coming(sentence: str, found: FoundDate, after: str, line: Line) -> ToldEvent | None:
    """`시상식은 6월 2일(화) 오후 3시 구름회관에서 열릴 예정이다`."""
    coming = _COMING.search(sentence[: found.start])
    if coming is None or found.end_day or not _COMES.search(after):
        return None
    place = _PLACE.match(after)
    clock = next(iter(find_times(after[:20])), None)
    name = _from_its_noun(coming["name"], sentence[: coming.start("name")])
    name = re.sub(r"^(?:한편|아울러|또한|그리고|이어)\s", "", name)
    return ToldEvent(name, found.day, None, clock.at if clock else None, _named_place(place), line)


def _held(sentence: str, found: FoundDate, after: str, line: Line, contests: tuple[str, ...]) -> list[ToldEvent]:
    after = _LASTS.sub("", after)
    place = _PLACE.match(after)
    rest = after[place.end() - 1 :] if place else after
    visited = None if place else _VISITED.match(after)
    if not _HELD.search(rest) or _NOT_HELD.search(rest):
        return []
    names = _names(sentence, contests) or _unquoted(rest)
    if not names and visited:
        names = [f"{visited['place'].strip()} 방문"]
    if found.end_day:
        names = [name for name in names if _LASTING.search(name)]
    clock = next(iter(find_times(after[: place.end()] if place else after[:20])), None)
    start = clock.at if clock else None
    where = place or visited
    return [
        ToldEvent(name, found.day, found.end_day, start, _named_place(where), line, clock.end if clock else None)
        for name in names
    ]


def _named_place(found: re.Match[str] | None) -> str | None:
    return _BEFORE_PLACE.sub("", found["place"].strip()) if found else None


def _names(sentence: str, contests: tuple[str, ...]) -> list[str]:
    """Quoted names with the noun behind them (`‘AI 리더’ 발대식`), as far as they name an event or a contest."""
    names = []
    for position, words, year in quoted(sentence):
        behind = sentence[position:]
        behind = behind[behind.index(words) + len(words) + 1 :]
        noun = re.match(
            rf"\s?(?P<noun>(?:[가-힣A-Za-z]+\s){{0,2}}?[가-힣]*{_EVENT})(?=[을를은는이가과와에의,\s]|$)", behind
        )
        if (words in contests or re.search(rf"{_EVENT}$", words)) and not noun:
            names.append(f"{year}년 {words}" if year else words)
        elif noun and not re.match(r"[을를은는이가]\s", behind):
            names.append(f"{words} {noun['noun'].strip()}")
    return list(dict.fromkeys(names))


def _unquoted(text: str) -> list[str]:
    """The noun before `을 개최`, `에 참석`, back to the last word that ends in a particle; else behind `열린`."""
    match = _NOUN.search(text)
    if match is None:
        held = _HELD_NOUN.search(text)
        return [held["noun"]] if held else []
    name = re.sub(r"\([^()]*\)$", "", _from_its_noun(match["noun"], text[: match.start()])).strip()
    return [name] if len(name) >= 3 else []


def _from_its_noun(words: str, before: str = "") -> str:
    """A name without the clause in front of it; whole where it begins inside a quote (`‘길 위의 …’과 ‘…’ 설명회`)."""
    opening, closing = words.find("‘"), words.find("’")
    if closing >= 0 and not 0 <= opening < closing and "‘" in before:
        return f"{before[before.rindex('‘') :]}{words}".strip()
    parts = words.split()
    start = max((n + 1 for n, part in enumerate(parts[:-1]) if _WORD_BEFORE.search(part)), default=0)
    return " ".join(parts[start:])
