"""What holds whatever other releases lie in the folder, tried on random sets of genuine ones; skipped without these.

A question of a release is one whose content words all stand in that release, and in no other together. An answer's
first line is compared without the name of who issued the release: that is said as soon as several issuers are known.

What is known not to hold yet stands in broken_promises; a question there is left out of the random sets.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any

import pytest

from handlers.render import plain, render
from knowledge.answers.answer import answer
from knowledge.base import KnowledgeBase
from knowledge.dialogue import Answer, Intent, Status
from knowledge.hangul import squeeze, strip_ending
from knowledge.model import Facts, Release, joined
from knowledge.questions.understand import understand
from knowledge.said_days import spoken_period
from knowledge.words.lexicon import Lexicon
from knowledge.words.morphology import is_verbal
from knowledge.words.vocabulary import table_entries
from tests.knowledge.genuine import SHARED, genuine_releases
from tests.knowledge.questions import broken_promises as broken

DAY = date(2026, 11, 21)
MOST = 12  # releases in a random set

OF_A_CONTEST = (
    "{} 접수 마감 언제",
    "{} 시상식 장소",
    "{} 상금",
    "{} 최우수",
    "{} 담당자 번호",
    "{} 몇 건 접수됐어요",
    "{} 참가 자격",
    "{} 심사 결과 발표",
    "{}",
)
OF_AN_EVENT = ("{} 언제", "{} 어디서 해요")
OF_A_PERSON = ("{} 번호", "{} 무슨 부서")
OF_A_CASE = ("{} 어디", "{} 무슨 상")

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the genuine releases lie beside the repository")
not_yet = pytest.mark.xfail(strict=False, reason="a promise that does not hold yet")


def held_or_not(held: Iterable[tuple[str, ...]], broken: Iterable[tuple[str, ...]]) -> list[Any]:
    """Rows that hold, and rows that are known not to."""
    return [*(pytest.param(*row) for row in held), *(pytest.param(*row, marks=not_yet) for row in broken)]


# --- bases and answers ----------------------------------------------------------------------------------------------


def base_of(files: Iterable[str]) -> KnowledgeBase:
    releases = genuine_releases()
    return KnowledgeBase(joined(releases[file] for file in files))


@cache
def base_of_all() -> KnowledgeBase:
    return base_of(genuine_releases())


@cache
def alone(file: str) -> KnowledgeBase:
    return base_of([file])


def ask(base: KnowledgeBase, text: str) -> Answer:
    return answer(understand(text, base, DAY), base, DAY)


def told(found: Answer) -> tuple[tuple[str, ...], str]:
    """The records of an answer and its first line."""
    first = plain(render(found, today=DAY)).splitlines()[0]
    for ministry in sorted(set(base_of_all().issuers.values()), key=len, reverse=True):
        first = first.replace(f"{ministry} ", "")
    return found.records, first


def release_of(file: str) -> Release:
    return genuine_releases()[file].releases[0]


def random_sets(seed: int, sets: int, least: int = 2) -> Iterator[tuple[random.Random, list[str]]]:
    """Random sets of releases in a random order, each with what makes the choices among it."""
    choose = random.Random(seed)
    for _ in range(sets):
        yield choose, choose.sample(sorted(genuine_releases()), choose.randint(least, MOST))


def some(choose: random.Random, texts: Sequence[str], most: int) -> list[str]:
    return choose.sample(texts, min(most, len(texts)))


# --- questions ------------------------------------------------------------------------------------------------------


def about(facts: Facts) -> Iterator[str]:
    """What staff ask of a release: of its contests by name and part of it, its events, people and cases."""
    for series in dict.fromkeys(contest.series for contest in facts.contests):
        words = series.split()
        names = (series, *(" ".join(run) for run in (words[:2], words[-2:], words[-3:]) if len(run) > 1))
        yield from (form.format(name) for name in dict.fromkeys(names) for form in OF_A_CONTEST)
    for event in facts.events:
        yield from (form.format(event.name) for form in OF_AN_EVENT)
    for contact in facts.contacts:
        yield from (form.format(contact.name) for form in OF_A_PERSON)
    for case in facts.cases:
        words = [word for word in re.findall(r"[가-힣A-Za-z0-9]+", case.title or "") if len(word) > 1]
        if len(words) > 1:
            yield from (form.format(" ".join(run)) for run in (words[:3], words[-2:]) for form in OF_A_CASE)


@cache
def asked() -> tuple[str, ...]:
    """The first thing said in each conversation of the sets of questions."""
    lines = [
        json.loads(line)
        for name in ("many", "dev")
        for line in (SHARED / "questions" / f"{name}.jsonl").read_text("utf-8").splitlines()
    ]
    return tuple(line["turns"][0]["say"] for line in lines)


@cache
def every_question() -> tuple[str, ...]:
    """Questions of all kinds, whatever their words stand in."""
    return tuple(dict.fromkeys((*(q for facts in genuine_releases().values() for q in about(facts)), *asked())))


@cache
def table() -> Lexicon:
    return Lexicon(table_entries())


def content_words(text: str) -> list[str]:
    """The words that say what a question is about: all but what every question may hold, times and verbs."""
    tokens = re.findall(r"[^\s,.!?~()'\"‘’“”「」『』·ㆍ・]+", spoken_period(text, DAY).rest)
    words = []
    for token in tokens:
        spans = table().spans(token)
        plain_words = all(any(m.kind != "content" for m in span.meanings) for span in spans)
        word = strip_ending(token)
        if not plain_words and len(word) > 1 and not is_verbal(token):
            words.append(word)
    return words


def stands(word: str, file: str) -> bool:
    """Whether a word stands in the text of a release, or is the name of one of its contacts."""
    facts = genuine_releases()[file]
    return base_of_all().releases.has(release_of(file).id, word) or squeeze(word) in {c.name for c in facts.contacts}


@cache
def questions_of_releases() -> dict[str, tuple[str, ...]]:
    """By its file the questions of each release."""
    found: dict[str, list[str]] = {}
    for text in every_question():
        words = content_words(text)
        homes = [file for file in genuine_releases() if all(stands(word, file) for word in words)] if words else []
        if len(homes) == 1:
            found.setdefault(homes[0], []).append(text)
    return {file: tuple(texts) for file, texts in found.items()}


# --- other releases are added ---------------------------------------------------------------------------------------


def test_there_are_questions_of_nearly_every_release() -> None:
    questions = questions_of_releases()
    assert len(questions) >= 0.9 * len(genuine_releases())
    assert sum(map(len, questions.values())) >= 500


def test_other_releases_change_no_answer_to_a_question_of_a_release() -> None:
    known = {question for question, *_ in (*broken.BY_ANOTHER, *broken.MENDED_BY_ANOTHER)}
    homes = sorted(questions_of_releases())
    changed = []
    for number, (choose, files) in enumerate(random_sets(1, 80)):
        home = homes[number % len(homes)]
        more = base_of(dict.fromkeys((*files, home)))
        for text in some(choose, questions_of_releases()[home], 8):
            if text not in known and told(ask(more, text)) != told(ask(alone(home), text)):
                changed.append((text, home, files))
    assert changed == []


@pytest.mark.parametrize(("text", "home", "other"), held_or_not(broken.MENDED_BY_ANOTHER, broken.BY_ANOTHER))
def test_one_other_release_changes_no_answer_to_a_question_of_a_release(text: str, home: str, other: str) -> None:
    assert told(ask(base_of([home, other]), text)) == told(ask(alone(home), text))


def test_a_word_keeps_every_meaning_that_it_had_before_releases_were_added() -> None:
    lost = []
    for choose, files in random_sets(2, 20):
        fewer = base_of(files[: choose.randint(1, len(files) - 1)]).vocabulary.lexicon
        more = base_of(files).vocabulary.lexicon
        lost += [(word, files) for word in fewer.surfaces() if not {*fewer.meanings(word)} <= {*more.meanings(word)}]
    assert lost == []


# --- a release is taken out -----------------------------------------------------------------------------------------


def rests_on(found: Answer, file: str) -> bool:
    """Whether anything in an answer, its choices or the question as understood is of this release."""
    own = (release_of(file).id, *(contest.id for contest in genuine_releases()[file].contests))
    return any(key in repr(found) for key in own)


def test_a_release_that_is_taken_out_takes_only_meanings_that_it_gave() -> None:
    lost = []
    for _, [out, *files] in random_sets(3, 20, least=3):
        before, after = base_of([out, *files]).vocabulary.lexicon, base_of(files).vocabulary.lexicon
        gave = alone(out).vocabulary.lexicon
        for word in before.surfaces():
            gone = {*before.meanings(word)} - {*after.meanings(word)}
            # Whose a release is says nothing where all are of one: then nobody's name means that.
            lost += [(word, m, out, files) for m in gone - {*gave.meanings(word)} if m.kind != "issuer"]
    assert lost == []


def changed_without(files: Sequence[str], out: str, texts: Iterable[str]) -> list[str]:
    """The questions whose answer does not rest on a release and is another one without it."""
    before, after = base_of([out, *files]), base_of(files)
    found = {text: ask(before, text) for text in texts}
    standing = {text: a for text, a in found.items() if a.records and not rests_on(a, out)}
    return [text for text, a in standing.items() if told(ask(after, text)) != told(a)]


def test_an_answer_to_a_question_of_a_release_outlives_another_release() -> None:
    known = {question for question, *_ in (*broken.BY_ANOTHER, *broken.MENDED_BY_ANOTHER)}
    for choose, [out, *files] in random_sets(4, 20, least=3):
        texts = [text for file in files for text in questions_of_releases().get(file, ()) if text not in known]
        assert changed_without(files, out, some(choose, texts, 10)) == [], (out, files)


@not_yet
def test_an_answer_outlives_a_release_that_it_does_not_rest_on() -> None:
    for choose, [out, *files] in random_sets(4, 10, least=3):
        assert changed_without(files, out, some(choose, every_question(), 12)) == [], (out, files)


@not_yet
@pytest.mark.parametrize(("text", "out", "kept"), broken.BY_REMOVAL)
def test_an_answer_outlives_the_one_release_that_it_does_not_rest_on(text: str, out: str, kept: str) -> None:
    assert changed_without([kept], out, [text]) == []


# --- another order --------------------------------------------------------------------------------------------------


def reordered(seed: int, sets: int) -> Iterator[tuple[random.Random, list[str], KnowledgeBase, KnowledgeBase]]:
    for choose, files in random_sets(seed, sets):
        yield choose, files, base_of(files), base_of(choose.sample(files, len(files)))


def test_the_order_of_files_changes_no_answer_to_a_question_of_one_of_them() -> None:
    known = {question for question, *_ in (*broken.BY_ORDER, *broken.MENDED_BY_ORDER)}
    changed = []
    for choose, files, one, other in reordered(5, 20):
        texts = [text for file in files for text in questions_of_releases().get(file, ()) if text not in known]
        changed += [(text, files) for text in some(choose, texts, 12) if ask(one, text) != ask(other, text)]
    assert changed == []


@not_yet
def test_the_order_of_files_changes_no_answer() -> None:
    changed = []
    for choose, files, one, other in reordered(6, 10):
        changed += [(text, files) for text in some(choose, every_question(), 12) if ask(one, text) != ask(other, text)]
    assert changed == []


@pytest.mark.parametrize(("text", "first", "second"), held_or_not(broken.MENDED_BY_ORDER, broken.BY_ORDER))
def test_the_order_of_two_files_changes_no_answer(text: str, first: str, second: str) -> None:
    assert ask(base_of([first, second]), text) == ask(base_of([second, first]), text)


# --- what no release speaks of --------------------------------------------------------------------------------------


def speaks_of(base: KnowledgeBase, text: str) -> bool:
    """Whether a content word of a text stands in the base, or is the name of somebody in it."""
    words = content_words(text)
    return bool(base.releases.known(words)) or any(map(base.contacts_named.get, words))


def states_a_fact(found: Answer) -> bool:
    return found.status is Status.ANSWERED and found.intent is not Intent.SMALL_TALK


@not_yet
def test_a_question_of_a_release_that_is_not_there_gets_no_facts() -> None:
    answered = []
    for choose, files in random_sets(7, 20, least=1):
        base = base_of(files)
        texts = [t for file, texts in questions_of_releases().items() if file not in files for t in texts]
        for text in some(choose, texts, 12):
            if not speaks_of(base, text) and states_a_fact(ask(base, text)):
                answered.append((text, files))
    assert answered == []


@pytest.mark.parametrize(("text", "file"), held_or_not(broken.MENDED_BY_ABSENCE, broken.BY_ABSENCE))
def test_a_question_of_another_release_gets_no_facts(text: str, file: str) -> None:
    assert not speaks_of(alone(file), text)
    assert not states_a_fact(ask(alone(file), text))
