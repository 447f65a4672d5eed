"""Stage 2: a Document to the facts of one release. One module per kind of fact; none knows a file format."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from knowledge.documents.formats import NUMBERED
from knowledge.documents.model import Document
from knowledge.extract.cases import read_cases
from knowledge.extract.contacts import read_contacts
from knowledge.extract.contests import read_contests
from knowledge.extract.doubtful_names import doubt_names
from knowledge.extract.events import read_events
from knowledge.extract.header import Header, body_of, read_header
from knowledge.extract.lines import Doubts, Line, lines_of
from knowledge.extract.passages import read_passages, read_statements
from knowledge.extract.personal import without_personal_data
from knowledge.extract.web_frame import open_page
from knowledge.model import Event, ExtractionWarning, Facts, Release, Source, fact_id

__all__ = ["extract"]

# The longest release seen has 1,100 lines; a book or a log is no release.
_MOST_BLOCKS = 5_000


def extract(document: Document) -> Facts:
    """The facts of one release. What is doubtful becomes a warning in them, never a guess; odd text raises nothing."""
    file = document.file
    doubts = Doubts(file)
    document, personal = without_personal_data(document)
    for doubt in (*document.doubts, *personal):
        doubts.add(doubt.line, doubt.text)
    if len(document.blocks) > _MOST_BLOCKS:
        document = replace(document, blocks=document.blocks[:_MOST_BLOCKS])
        doubts.add(1, f"보도자료치고 너무 길어서 앞의 {_MOST_BLOCKS}줄만 읽었어요.")
    lines = lines_of(document)
    page = open_page(lines)
    header = read_header(page, doubts)
    release = _release(header, document, page.lines)
    body = body_of(header)
    day = header.date
    contacts = read_contacts(page.lines, lines, file, release.id, day, doubts)
    contests = read_contests(header, page.lines, file, release.id, doubts)
    events = read_events(page.lines, header, body, contests, file, release.id, doubts)
    cases = read_cases(page.lines, body, contests, file, release.id, day, doubts)
    doubt_names(cases, contacts, contests, doubts)
    passages = read_passages(body, frozenset(_event_lines(events, header.body)), file, release.id)
    return Facts(
        releases=(release,),
        passages=passages,
        statements=read_statements(page.lines, passages, file, release.id),
        contests=contests,
        events=events,
        cases=cases,
        contacts=contacts,
        warnings=tuple(_placed(doubts.warnings, lines, document)),
    )


def _placed(
    warnings: Iterable[ExtractionWarning], lines: Sequence[Line], document: Document
) -> Iterator[ExtractionWarning]:
    """The warnings in the order of the text, each with the place where a person finds it; line 1 is the file."""
    numbers = [line.number for line in lines]
    for warning in sorted(warnings, key=lambda warning: warning.line):
        at = bisect_right(numbers, warning.line) - 1
        if at < 0 or warning.line == 1:
            yield warning
        else:
            place = replace(lines[at].source(document.file), line=warning.line).found(document.form in NUMBERED)
            yield replace(warning, place=place)


def _release(header: Header, document: Document, lines: tuple[Line, ...]) -> Release:
    file = document.file
    if header.title_line:
        source = header.title_line.source(file)
    else:
        source = lines[0].source(file) if lines else Source(file, 1, "")
    return Release(
        id=fact_id("release", file, header.title),
        file=file,
        title=header.title or file,
        subtitles=header.subtitles,
        date=header.date,
        ministry=header.ministry,
        source=source,
        form=document.form,
    )


def _event_lines(events: tuple[Event, ...], body: tuple[Line, ...]) -> set[int]:
    """Lines of event blocks; a sentence that tells of an event stays a passage."""
    return {
        line.number for event in events for line in body if line.number == event.source.line and len(line.text) < 80
    }
