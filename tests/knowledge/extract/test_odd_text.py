import random

import pytest

from knowledge.documents import UnreadableDocument, read_bytes
from knowledge.extract import extract
from knowledge.extract.contract import to_json_dict
from knowledge.model import Fact
from knowledge.words.organizations import known_names, misprint_of, organizations

SAMPLE = """보도시점\t2024. 11. 14.(목)\n\n제목은 이것이다\n\n고용노동부(장관 김문수)는 ‘2024년 혁신 공모전’을 연다.\n
담당 부서\t혁신과\t책임자\t과 장\t김하나 (044-202-7047)\n\t\t담당자\t사무관\t이두리 (044-202-7055)\n
붙임 1 시상식 개요\n- 일 시 : '24. 11. 14.(목), 10:00~12:30\n- 장 소 : 매화홀\n
시 간\t\t내 용\t비 고\n10:00~10:05\t5"\t▶ 개회\t공개\n\n□ 정부혁신\n
분야\t구분\t소속\t우수사례 내용\n미래\t최우수\t통영지청\t<p>하나</p><p>둘</p>\n\t우수\t천안지청\t셋\n
□ 2024년 『정부혁신 우수사례 경진대회』\n- (경과) 총 114점 접수 → 최종 15점 선정\n"""
LETTERS = '\t\n □-*①<>「」‘’“”()[]24.11.14.(목)10:00~명건점접수선정최우수상반기담당부서책임자☎044-202-7047,·△→"※가나다'


def scrambled(seed: int) -> str:
    chance = random.Random(seed)
    way = seed % 5
    if way == 0:
        lines = SAMPLE.split("\n")
        chance.shuffle(lines)
        return "\n".join(lines)
    if way == 1:
        text = list(SAMPLE)
        for _ in range(60):
            text[chance.randrange(len(text))] = chance.choice(LETTERS)
        return "".join(text)
    if way == 2:
        start = chance.randrange(len(SAMPLE))
        return SAMPLE[start : start + chance.randrange(1, 400)]
    if way == 3:
        return SAMPLE.replace("\t", "\n") if chance.random() < 0.5 else SAMPLE.replace("\n", "\t")
    return "".join(chance.choice(LETTERS) for _ in range(1500))


@pytest.mark.parametrize("seed", range(100))
def test_scrambled_text_never_raises(seed: int) -> None:
    try:
        document = read_bytes("a.txt", scrambled(seed).encode())
    except UnreadableDocument:
        return
    to_json_dict(extract(document))


@pytest.mark.parametrize(
    "text", ["가" * 300_000, "(" * 50_000, "1. " * 20_000, "‘" * 20_000, "2024. 1. 1.(월)~" * 5_000, "△가(나)," * 9_000]
)
def test_endless_lines_are_read_as_far_as_a_line_can_go(text: str) -> None:
    assert extract(read_bytes("a.txt", text.encode())).cases == ()


def test_a_text_far_too_long_is_cut_with_a_warning() -> None:
    facts = extract(read_bytes("a.txt", ("한 줄\n" * 6_000).encode()))
    assert any("너무 길어서" in w.text for w in facts.warnings)


def test_ids_are_the_same_for_the_same_file_and_differ_within_it() -> None:
    once, again = (extract(read_bytes("a.txt", SAMPLE.encode())) for _ in range(2))
    assert once == again
    facts: tuple[Fact, ...] = (
        *once.releases,
        *once.passages,
        *once.contests,
        *once.events,
        *once.cases,
        *once.contacts,
    )
    ids = [fact.id for fact in facts]
    assert len(ids) == len(set(ids))
    assert len(once.cases) == 2


def test_every_agency_has_one_name_and_short_names_lead_to_one_agency() -> None:
    names = [name for o in organizations() for name in (o.name, *o.short_names)]
    assert len(names) == len(set(names))
    assert "중노위" in known_names()


def test_a_misprint_is_one_jamo_away_from_one_known_name() -> None:
    assert misprint_of("중양노동위원회") == "중앙노동위원회"
    assert misprint_of("중앙노동위원회") is None
    assert misprint_of("중왕농동위원회") is None
    assert misprint_of("통양지청") is None
