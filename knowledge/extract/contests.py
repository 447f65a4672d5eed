"""Contests and awards: from their own block (『…』 with 목적, 경과, notes), or from the release's prose."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from knowledge.dates import find_dates
from knowledge.extract.contest_names import named_contests
from knowledge.extract.counts import read_counts, winners_in
from knowledge.extract.header import Header, body_of
from knowledge.extract.lines import Doubts, Line
from knowledge.extract.names import series_of, year_of
from knowledge.extract.stages import read_stages
from knowledge.extract.terms import eligibility_of, prize_of
from knowledge.hangul import squeeze
from knowledge.model import Contest, Source, Stage, fact_id
from knowledge.words.kinds import CONTEST_WORD

_LABEL = re.compile(
    r"^[(\[【]?\s?(?P<label>목\s?적|추진\s?목적|개\s?요|경\s?과|추진\s?경과|심\s?사|심사\s?절차|분\s?야|공모\s?분야"
    r"|대\s?상|참가\s?대상|응모\s?자격|참가\s?자격)\s?[)\]】:]\s*:?\s*(?P<text>.+)$"
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
    r"(?P<who>전\s?(?:직원|국민|부처|기관)\s?(?:을\s?)?대상"
    r"|[가-힣()·]{1,12}\s?(?:\([가-힣]+\)\s?)?단위\s?(?:접수|신청|응모|참가)"
    r"|[가-힣() ,·]{2,24}?(?:이라면\s)?누구나)"
)


@dataclass(slots=True)
class _Draft:
    """A contest while its lines are read."""

    name: str
    year: int | None
    source: Source
    purpose: str | None = None
    frequency: str | None = None
    since: int | None = None
    winners: str | None = None
    received: int | None = None
    selected: int | None = None
    unit: str | None = None
    stages: tuple[Stage, ...] = ()
    fields: tuple[str, ...] = ()
    eligibility: str | None = None
    notes: list[str] = field(default_factory=list)

    def finish(self, file: str, release_id: str) -> Contest:
        """The contest as a fact."""
        return Contest(
            id=fact_id("contest", file, self.name),
            release_id=release_id,
            name=self.name,
            series=series_of(self.name),
            year=self.year,
            purpose=self.purpose,
            frequency=self.frequency,
            since=self.since,
            received=self.received,
            selected=self.selected,
            unit=self.unit,
            winners=self.winners,
            stages=self.stages,
            fields=self.fields,
            eligibility=self.eligibility,
            notes=tuple(self.notes),
            source=self.source,
        )


def contest_lines(lines: tuple[Line, ...]) -> list[tuple[Line, list[Line]]]:
    """Each heading that names a contest, with its lines: at least one must carry a label such as (목적)."""
    blocks = []
    for index, line in enumerate(lines):
        if (
            line.row is not None
            or len(line.text) > 80
            or not _NAMED.search(line.body)
            or line.bullet in ("-", "*", "※")
        ):
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
    drafts = [_from_block(line, under, file) for line, under in contest_lines(lines)]
    if not drafts:
        drafts = _from_prose(header, file, doubts)
    contests = tuple({draft.name: draft.finish(file, release_id) for draft in drafts}.values())
    if len(contests) == 1:
        text = (*header.body, *lines)
        contests = (
            replace(contests[0], prize=prize_of(text), eligibility=contests[0].eligibility or eligibility_of(text)),
        )
    return contests


def _label(line: Line) -> tuple[str, str] | None:
    match = _LABEL.match(line.body)
    return (re.sub(r"\s", "", match["label"]), match["text"]) if match else None


def _unbracketed(name: str) -> str:
    return " ".join(re.sub(r"[『』「」｢｣《》]", " ", name).split())


def _from_block(heading: Line, under: list[Line], file: str) -> _Draft:
    name = _unbracketed(heading.body)
    draft = _Draft(name, year_of(name), heading.source(file))
    for line in under:
        label = _label(line)
        if label is None:
            text = re.sub(r"^[-–\s*※]+", "", line.text)
            if not _fields(draft, text) and text:
                draft.notes.append(text)
            continue
        kind, text = label
        if found := _FREQUENCY.search(text):
            draft.frequency = draft.frequency or re.sub(r"^연\s?(\d+)\s?회$", r"연 \1회", found["n"] or "매년")
        if kind.endswith("목적"):
            draft.purpose = re.sub(r"\s?\(\s?(?:연\s?\d+\s?회|매년|격년)\s?\)", "", text).replace("*", "").strip()
        elif kind.endswith(("경과", "심사", "절차")):
            _count(draft, read_stages(text))
        elif kind.endswith("분야"):
            _fields(draft, text)
        elif kind.endswith(("대상", "자격")):
            draft.eligibility = draft.eligibility or text
        if eligible := _ELIGIBLE.search(text):
            draft.eligibility = draft.eligibility or eligible["who"].strip()
    return draft


def _count(draft: _Draft, stages: tuple[Stage, ...]) -> None:
    draft.stages = stages
    counted = [stage for stage in stages if stage.count is not None]
    if len(counted) >= 2:
        draft.received, draft.selected, draft.unit = counted[0].count, counted[-1].count, counted[0].unit


def _fields(draft: _Draft, text: str) -> bool:
    """`①하나, ②둘, ③셋 분야로 구분하여 기관 단위 접수`: the fields, and who may enter."""
    parts = _NUMBERED.split(text)
    if len(parts) < 3 or parts[0].strip():
        return False
    ending = _FIELDS_END.search(parts[-1])
    if ending is None:
        return False
    parts[-1] = parts[-1][: ending.start()]
    draft.fields = tuple(part.strip().rstrip(",").strip() for part in parts[1:])
    if eligible := _ELIGIBLE.search(ending["rest"]):
        draft.eligibility = draft.eligibility or re.sub(r"^구분하여\s", "", eligible["who"]).strip()
    return True


def _from_prose(header: Header, file: str, doubts: Doubts) -> list[_Draft]:
    """The one contest or award that title or lead name in quotes, or that they say was held or chosen."""
    body = body_of(header)
    titles = [line for line in (header.title_line,) if line]
    subtitles = tuple(
        Line(line.number, text, text, "", text, gap=False)
        for line in titles
        for text in ((header.title or ""), *header.subtitles)
    )
    named = named_contests(titles, subtitles, body)
    alone = len(named) == 1  # of several, no sentence says for certain which one it counts
    drafts = []
    for name, year, line in named:
        draft = _Draft(
            name, year or (header.date.year if header.date and "매년" not in name else None), line.source(file)
        )
        prose = body if alone else ()
        counts = read_counts(prose, subtitles if alone else (), doubts)
        draft.received, draft.unit = counts.received, counts.unit
        stages = next((found for line in prose if _ENTRIES.search(line.text) and (found := read_stages(line.body))), ())
        draft.winners = winners_in((*subtitles, *body)) if alone else None
        if draft.winners is None:
            draft.selected = counts.selected
        if [stage.count for stage in stages].count(None) <= len(stages) - 2:
            _count(draft, stages)
        _prose_facts(draft, body, header)
        drafts.append(draft)
    return drafts


def _prose_facts(draft: _Draft, body: tuple[Line, ...], header: Header) -> None:
    key = squeeze(re.sub(r"^(?:\d{1,2}월|이달|올해)의\s", "", series_of(draft.name)))
    for line in body:
        about = key in squeeze(line.text) or re.search(
            r"(?:이번|올해|동)\s?(?:대회|공모전|공모|포상|챌린지|상)", line.text
        )
        if re.search(r"접수|응모|공모는|제출" if not about else r"접수|신청|응모|공모는", line.text):
            for period in find_dates(line.text, header.date):
                if period.end_day and not any(other.startswith("접수 기간") for other in draft.notes):
                    draft.notes.append(f"접수 기간: {line.text[period.start : period.stop].strip()}")
        if not about:
            continue
        if found := _FREQUENCY.search(line.text):
            draft.frequency = draft.frequency or found["n"] or "매년"
        if since := _SINCE.search(line.text):
            year = int(since["year"] or f"20{since['short']}")
            draft.since = draft.since or year
        if draft.purpose is None and (
            aim := re.search(r"(?:은|는)\s(?P<aim>[^.]{8,160}?(?:하기|시키기|내기)\s위해)", line.text)
        ):
            draft.purpose = aim["aim"]
        if eligible := re.search(
            r"(?P<who>[가-힣A-Za-z0-9(),·~ ]{2,40}누구나)\s(?:참여|참가|응모|신청|지원)", line.text
        ):
            draft.eligibility = draft.eligibility or eligible["who"].strip(" ,")
