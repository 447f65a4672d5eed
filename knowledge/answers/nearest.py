"""Where words found nothing clear: cases that mean what was asked, in other words.

A question is answered from its meaning only where it is nearer to a case than to anything the bot is not for
(anchors.txt), and it speaks like somebody who describes a case ("… 찾아준 곳"). What is near is offered.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from knowledge.answers.cases import case_detail
from knowledge.answers.common import MOST_CHOICES, UNANSWERABLE, Asking, choice_of, finish
from knowledge.dialogue import Answer, Choice, Intent, Missing, OutOfScope, Status, Unknown, WordMatch
from knowledge.hangul import is_syllable, to_jamo

ACCEPTED = 0.25  # how far a case must be ahead of what the bot is not for
AGAINST = 0.5  # how much the nearest anchor counts
DEED, DOING = 0.33, 0.25  # for a description of something done ("늘린 이야기"), or being done ("안내 보내는 거")
WORDS = 0.3  # how much the words that do stand in a case count beside its meaning
WITHIN = 0.25  # how far behind the best one a case is still offered
CLEAR = 0.15  # how far ahead of the next a case must be to be the answer

_HEADS = frozenset(
    "곳 데 팀 과 부서 기관 지청 공단 센터 위원회 이야기 얘기 거 것 사례 사람 사람들 활동 일 수사 수사관 감독 기술 장치 "
    "기계 도구 프로그램 시스템 서비스 사업 시범사업 제도 시설 비결 경우".split()
)
_HUNG_ON = ("곳", "거", "것", "사례")  # often typed without the space before them
_AFTER = re.compile(r"(?:은|는|이|가|을|를|도|야|요|예요|이야|이에요)$")
_REQUESTS = frozenset(
    "어디 어디야 어디예요 어디에요 어딘가요 어디지 뭐 뭐야 뭐예요 뭐지 누구 누구야 누구예요 알려줘 알려줘요 알려주세요 "
    "찾아줘 찾아주세요 보여줘 보여주세요 있어 있어요 있나 있나요 있었나 있었지 궁금해 궁금해요 좀".split()
)


def by_meaning(asking: Asking, found: Answer) -> Answer:
    """`found`, what the words gave, or what means the same as the question where they gave nothing clear."""
    q, meanings = asking.question, asking.base.meanings
    tone = _tone(q.text)
    if meanings is None or not _open(asking, found, tone):
        return found
    allowed = asking.base.facets.agreeing(asking.filters)
    if not allowed.any():
        return found
    likeness = meanings.likeness(q.text)
    scores = np.where(allowed, likeness.cases + WORDS * _coverage(asking), -np.inf)
    order = np.argsort(-scores, kind="stable")[:MOST_CHOICES]
    best = float(scores[order[0]])
    # Words that stand in a case order the cases, but do not speak for it being meant: they had their say before.
    if likeness.cases[order[0]] - AGAINST * likeness.anchor + tone < ACCEPTED:
        return found
    cases = asking.base.facts.cases
    meant = WordMatch(q.text, cases[order[0]].name, "meaning")
    if tone == DEED and not found.choices and (len(order) == 1 or best - float(scores[order[1]]) >= CLEAR):
        return replace(case_detail(asking, cases[order[0]], [meant]), question=q)
    near = [cases[n].id for n in order if scores[n] >= best - WITHIN]
    choices = [c for key in near if (c := choice_of(asking.base, key, q.asks))]
    # The question stays as it was understood, so that it is answered the same way again.
    merged = _merged(choices, found.choices)
    offered = finish(asking, Intent.CASE, [Unknown()], choices=merged, matches=(meant, *found.matches))
    return replace(offered, question=q)


def _open(asking: Asking, found: Answer, tone: float) -> bool:
    """Whether the words left the question open, and it may be about a case at all."""
    q = asking.question
    if found.status is Status.ANSWERED or not (q.text and q.words) or q.unstated or q.record or q.second:
        return False
    if q.unknown and q.unknown[0] != "topic":
        return False
    unclear = any(isinstance(p, Unknown) for p in found.parts)
    if tone == DEED:  # then a word that seemed to ask for something else was part of the description
        return unclear or any(
            isinstance(p, OutOfScope) or (isinstance(p, Missing) and p.kind == "subject") for p in found.parts
        )
    return unclear and q.intent in (None, Intent.CASE) and (tone > 0 or not asking.asks(*UNANSWERABLE))


def _coverage(asking: Asking) -> NDArray[np.float32]:
    covered = np.zeros(len(asking.base.facts.cases), dtype=np.float32)
    numbers = asking.base.case_numbers
    for hit in asking.base.index.search(asking.words, ("case",)):
        covered[numbers[hit.record.key]] = hit.coverage
    return covered


def _merged(first: list[Choice], others: tuple[Choice, ...]) -> list[Choice]:
    """The choices by meaning, then those by words that are not among them; one of these always has a place."""
    records = {c.question.record for c in first}
    rest = [c for c in others if c.question.record not in records]
    return [*first[: MOST_CHOICES - bool(rest)], *rest][:MOST_CHOICES]


def _tone(text: str) -> float:
    """How much a text sounds like the description of a case: it ends in a thing, person or place that did something."""
    words = re.sub(r"[^\w\s]+", " ", text).split()
    while words and words[-1] in _REQUESTS:
        words.pop()
    if not words:
        return 0.0
    last = words.pop()
    for form in (last, _AFTER.sub("", last)):
        if form in _HEADS and words:
            return _did(words[-1])
        for head in _HUNG_ON:
            if form.endswith(head) and len(form) > len(head) + 1:
                return _did(form.removesuffix(head))
    return 0.0


def _did(verb: str) -> float:
    """By the ending of a verb before a noun: -ㄴ did, -는 does, -ㄹ will do."""
    if not is_syllable(verb[-1]):
        return 0.0
    if verb[-1] == "는" or to_jamo(verb[-1]).endswith("ㄹ"):
        return DOING
    return DEED if to_jamo(verb[-1]).endswith("ㄴ") else 0.0
