"""What a contest gives and who may enter, in the words of the release."""

from __future__ import annotations

import pytest

from knowledge.documents import read_bytes
from knowledge.extract import extract
from knowledge.model import Contest

HEAD = (
    "보도시점\t2026. 4. 13.(월) 10:00\n\n해맑음 이야기 공모전 개최\n\n"
    "해맑음부(장관 이하늘)는 ‘제3회 해맑음 이야기 공모전’을 개최한다고 밝혔다.\n\n"
)


def contest(text: str) -> Contest:
    (found,) = extract(read_bytes("a.txt", (HEAD + text + "\n").encode())).contests
    return found


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("□ 시상내역 : 대상 1명(장관상, 상금 200만 원), 우수상 2명(상금 50만 원)", "200만"),
        ("□ 상금 : 총 500만 원", "500만"),
        ("대상 수상자에게는 장관상과 상금 300만 원을 수여한다.", "300만"),
    ],
)
def test_the_prize_of_a_contest_is_kept_as_it_is_printed(text: str, amount: str) -> None:
    assert amount in (contest(text).prize or "")


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("□ 응모자격 : 전국 초·중·고 학생", "초·중·고 학생"),
        ("ㅇ 참가자격 : 대한민국 국민 누구나", "국민 누구나"),
        ("□ 공모대상 : 만 19세 이상 청년", "만 19세 이상 청년"),
    ],
)
def test_who_may_enter_is_kept_as_it_is_printed(text: str, who: str) -> None:
    assert who in (contest(text).eligibility or "")


def test_a_release_that_states_neither_has_neither() -> None:
    found = contest("자세한 내용은 누리집에서 볼 수 있다.")
    assert (found.prize, found.eligibility) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "지난해 공모전에서는 대상 수상자가 상금 300만 원을 받았으며 국민 누구나 참가할 수 있었다.",
        "국민 누구나 쓸 수 있는 앱을 내놓고 기업에 최대 300만 원을 지원한다.",
    ],
)
def test_what_an_earlier_edition_gave_is_not_this_ones(text: str) -> None:
    found = contest(text)
    assert (found.prize, found.eligibility) == (None, None)
