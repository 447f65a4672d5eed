from __future__ import annotations

from bot.quota import Quota, Verdict

PERSON, GROUP = 1001, -1001000000001


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_then_one_every_two_seconds_and_said_once() -> None:
    quota = Quota(time := Time())
    found = [quota.spend(PERSON, PERSON) for _ in range(30)]
    assert found == [Verdict.ANSWER] * 20 + [Verdict.SAY] + [Verdict.DROP] * 9
    time.now += 2
    assert [quota.spend(PERSON, PERSON) for _ in range(2)] == [Verdict.ANSWER, Verdict.DROP]


def test_a_flood_of_a_minute_is_told_of_once_a_minute() -> None:
    quota, found = Quota(time := Time()), []
    for _ in range(240):
        time.now += 0.5
        found.append(quota.spend(PERSON, PERSON))
    assert 1 <= found.count(Verdict.SAY) <= 2
    assert found.count(Verdict.ANSWER) <= 20 + 60


def test_one_person_takes_nothing_from_another_but_a_group_has_its_own_measure() -> None:
    quota = Quota(Time())
    for _ in range(100):
        quota.spend(PERSON, PERSON)
    assert quota.spend(PERSON + 1, PERSON + 1) is Verdict.ANSWER
    in_group = [quota.spend(2000 + number, GROUP) for number in range(30)]
    assert in_group.count(Verdict.ANSWER) == 20
    assert in_group.count(Verdict.SAY) == 1


def test_who_floods_one_group_from_one_account_leaves_the_group_its_measure() -> None:
    quota = Quota(Time())
    for _ in range(20):
        quota.spend(PERSON, PERSON)
    for _ in range(100):
        quota.spend(PERSON, GROUP)
    assert quota.spend(PERSON + 1, GROUP) is Verdict.ANSWER


def test_people_who_rest_are_forgotten() -> None:
    quota = Quota(time := Time())
    for person in range(1, 5002):
        quota.spend(person, person)
    time.now += 120
    quota.spend(1, 1)
    assert len(quota._buckets) < 10
