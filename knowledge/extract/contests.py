"""Contests and awards: from their own block (『…』 with 목적, 경과, notes), or from the release's prose."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from knowledge.dates import find_dates
from knowledge.extract.contest_names import named_contests
from knowledge.extract.counts import read_counts, winners_in
from knowledge.extract.header import Header, body_of
from knowledge.extract.lines import Doubts, Line
from knowledge.extract.names import series_of, year_of
from knowledge.extract.stages import read_stages
from knowledge.extract.terms import eligibility_of, prize_of
from knowledge.hangul import squeeze
from knowledge.model import Contest, Stage, fact_id
from knowledge.words.kinds import CONTEST_WORD

_LABEL = re.compile(
    r"^[(\[【]?\s?(?P<label>목\s?적|추진\s?목적|개\s?요|경\s?과|추진\s?경과|심\s?사|심사\s?절차)\s?[)\]】:]\s*:?\s*(?P<text>.+)$"
)
_NAMED = re.compile(rf"{CONTEST_WORD}\s?[』」｣’'”]?$")
_FREQUENCY = re.compile(
    r"(?P<yearly>(?:한|1)\s?(?:해|년)에\s한\s?번)|(?P<n>연\s?\d+\s?회|연\s?수시|매년|매월|매\s?분기|분기별|반기별|격년|매달)"
)
_SINCE = re.compile(r"(?P<year>(?:19|20)\d\d)년부터|[‘’'](?P<short>\d\d)년\s?(?:첫|최초|부터)")
_ENTRIES = re.compile(r"(?:접수|응모|출품|신청|추천|제출)[^→⇒➜➡▶⇨]{0,40}\d")
_NUMBERED = re.compile(r"[①-⑳➊-➓❶-❿]\s?")
_FIELDS_END = re.compile(r"\s*(?:\d+개\s?)?(?:분야|부문)(?:로|으로|를|별)?\s*(?P<rest>.*)$")
_ELIGIBLE = re.compile(
    r"전\s?(?:직원|국민|부처|기관)\s?(?:을\s?)?대상|[가-힣()·]{1,12}\s?(?:\([가-힣]+\)\s?)?단위\s?(?:접수|신청|응모|참가)"
)
_AIM = re.compile(r"(?:은|는)\s(?P<aim>[^.]{8,160}?(?:하기|시키기|내기)\s위해)")
_THIS = re.compile(r"(?:이번|올해|동)\s?(?:대회|공모전|공모|포상|챌린지|상)")


def contest_lines(lines: tuple[Line, ...]) -> list[tuple[Line, list[Line]]]:
    """Each heading that names a contest, with its lines: at least one must carry a label such as (목적)."""
    blocks = []
    for index, line in enumerate(lines):
        if line.row is not None or not _NAMED.search(line.body):
            continue
        under: list[Line] = []
        for other in lines[index + 1 :]:
            if other.row is not None or not other.bullet or other.bullet == line.bullet or _NAMED.search(other.body):
                break
            under.append(other)
        if any(_label(other) for other in under):
            blocks.append((line, under))
    return blocks


def read_contests(
    header: Header, lines: tuple[Line, ...], file: str, release_id: str, doubts: Doubts
) -> tuple[Contest, ...]:
    """All contests and awards the release is about."""

    def named(name: str, year: int | None, line: Line) -> Contest:
        return Contest(
            id=fact_id("contest", file, name),
            release_id=release_id,
            name=name,
            series=series_of(name),
            year=year,
            purpose=None,
            frequency=None,
            since=None,
            received=None,
            selected=None,
            unit=None,
            winners=None,
            stages=(),
            fields=(),
            eligibility=None,
            notes=(),
            source=line.source(file),
        )

    found = [
        _with_block(named(name := _unbracketed(line.body), year_of(name), line), under)
        for line, under in contest_lines(lines)
    ] or _from_prose(header, named, doubts)
    contests = tuple({contest.name: contest for contest in found}.values())
    if len(contests) == 1:
        text = (*header.body, *lines)
        prize, eligibility = prize_of(text), eligibility_of(text)
        contests = (replace(contests[0], prize=prize, eligibility=contests[0].eligibility or eligibility),)
    return contests


def _label(line: Line) -> tuple[str, str] | None:
    match = _LABEL.match(line.body)
    return (re.sub(r"\s", "", match["label"]), match["text"]) if match else None


def _unbracketed(name: str) -> str:
    return " ".join(re.sub(r"[『』「」｢｣《》]", " ", name).split())


def _with_block(contest: Contest, under: list[Line]) -> Contest:
    """The contest with what the lines of its block say; what stands under no label is a note."""
    for line in under:
        label, text = _label(line) or ("", re.sub(r"^[-–\s*※]+", "", line.text))
        fields, rest = _fields(text)
        if not label:
            contest = replace(contest, fields=fields) if fields else replace(contest, notes=(*contest.notes, text))
        if label.endswith("목적"):
            purpose = re.sub(r"\s?\(\s?(?:연\s?\d+\s?회|매년|격년)\s?\)", "", text).replace("*", "").strip()
            contest = replace(contest, purpose=purpose, frequency=_frequency(text))
        elif label:
            contest = _with_stages(contest, read_stages(text))
        if (label or fields) and (eligible := _ELIGIBLE.search(rest or text)):
            contest = replace(contest, eligibility=contest.eligibility or eligible[0].strip())
    return contest


def _frequency(text: str) -> str | None:
    found = _FREQUENCY.search(text)
    return re.sub(r"^연\s?(\d+)\s?회$", r"연 \1회", found["n"] or "매년") if found else None


def _with_stages(contest: Contest, stages: tuple[Stage, ...]) -> Contest:
    counted = [stage for stage in stages if stage.count is not None]
    if len(counted) < 2:
        return replace(contest, stages=stages)
    first, last = counted[0], counted[-1]
    return replace(contest, stages=stages, received=first.count, selected=last.count, unit=first.unit)


def _fields(text: str) -> tuple[tuple[str, ...], str]:
    """`①하나, ②둘, ③셋 분야로 구분하여 기관 단위 접수`: the fields, and what is said behind them."""
    before, *parts = _NUMBERED.split(text)
    ending = _FIELDS_END.search(parts[-1]) if len(parts) > 1 and not before.strip() else None
    if ending is None:
        return (), ""
    parts[-1] = parts[-1][: ending.start()]
    return tuple(part.strip().rstrip(",").strip() for part in parts), ending["rest"].removeprefix("구분하여 ")


def _from_prose(header: Header, named: Callable[[str, int | None, Line], Contest], doubts: Doubts) -> list[Contest]:
    """The contests or awards that title or lead name in quotes, or that they say were held or chosen."""
    body = body_of(header)
    titles = [replace(header.title_line, text=header.title)] if header.title_line and header.title else []
    subtitles = tuple(replace(line, text=text, body=text) for line in titles for text in (line.text, *header.subtitles))
    names = named_contests(titles, subtitles, body)
    contests = []
    for name, year, line in names:
        contest = named(name, year or (header.date.year if header.date and "매년" not in name else None), line)
        if len(names) == 1:  # of several, no sentence says for certain which one it counts
            contest = _counted(contest, subtitles, body, doubts)
        contests.append(_with_prose(contest, body, header))
    return contests


def _counted(contest: Contest, subtitles: tuple[Line, ...], body: tuple[Line, ...], doubts: Doubts) -> Contest:
    counts = read_counts(body, subtitles, doubts)
    winners = winners_in((*subtitles, *body))
    selected = counts.selected if winners is None else None
    contest = replace(contest, received=counts.received, selected=selected, unit=counts.unit, winners=winners)
    stages = next((found for line in body if _ENTRIES.search(line.text) and (found := read_stages(line.body))), ())
    if [stage.count for stage in stages].count(None) <= len(stages) - 2:
        contest = _with_stages(contest, stages)
    return contest


def _with_prose(contest: Contest, body: tuple[Line, ...], header: Header) -> Contest:
    """The contest with when it takes entries, how often, since when and what for it is held."""
    key = squeeze(re.sub(r"^(?:\d{1,2}월|이달|올해)의\s", "", contest.series))
    for line in body:
        about = key in squeeze(line.text) or _THIS.search(line.text)
        if re.search(r"접수|신청|응모|공모는" if about else r"접수|응모|공모는|제출", line.text) and not contest.notes:
            periods = [day for day in find_dates(line.text, header.date) if day.end_day]
            notes = tuple(f"접수 기간: {line.text[day.start : day.stop].strip()}" for day in periods[:1])
            contest = replace(contest, notes=notes)
        if not about:
            continue
        since, aim = _SINCE.search(line.text), _AIM.search(line.text)
        contest = replace(
            contest,
            frequency=contest.frequency or _frequency(line.text),
            since=contest.since or (int(since["year"] or f"20{since['short']}") if since else None),
            purpose=contest.purpose or (aim["aim"] if aim else None),
        )
    return contest
