"""Every reader with damaged files: what comes out is a document or a sentence that says what is wrong, nothing else."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from knowledge.documents import Document, UnreadableDocument, read_bytes
from tests.knowledge.documents.made import docx, dotted, hwpx, p, pdf, ruled, shown, tbl, wp
from tests.releases.forms import FORMS
from tests.releases.made_up import made_up_release

LAYOUTS = Path(__file__).parents[4] / "shared" / "layouts"
GENUINE = ("007_156754154.hwpx", "010_msit_nuri.hwp", "007_156754154.pdf")
DAMAGES = 12  # a file and kind of damage; with the seed it is the same damage each time
FRAME = ruled(72, 600, 400, 600) + ruled(72, 500, 400, 500) + ruled(72, 500, 72, 600) + ruled(400, 500, 400, 600)
LEAD = "고용노동부는 우수사례 경진대회에서 뽑힌 사례를 발표했다고 밝혔다."
MADE = {
    "made.hwpx": hwpx(p(LEAD) + p(tbl([(2, 1, "최우수"), (1, 1, "통영지청")], [(1, 1, "공주지청")]))),
    "made.docx": docx(wp(LEAD) + f"<w:tbl><w:tr><w:tc>{wp('가')}</w:tc><w:tc>{wp('나')}</w:tc></w:tr></w:tbl>"),
    "made.pdf": pdf(shown(72, 700, LEAD) + FRAME + dotted(72, 550, 400, 550) + shown(80, 570, "구분")),
}
MADE_UP = {f"made_up.{form}": FORMS[form](made_up_release(1)[0]) for form in ("odt", "html", "md", "txt")}


def files() -> Iterator[tuple[str, bytes]]:
    yield from (MADE | MADE_UP).items()
    for name in GENUINE:
        if (LAYOUTS / name).is_file():
            yield name, (LAYOUTS / name).read_bytes()


def with_bits_flipped(data: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(chance.choice((1, 8, 64))):
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def cut_short(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(1, len(data))]


def with_a_hole(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + bytes(min(512, len(data) - start)) + data[start + 512 :]


def with_parts_swapped(data: bytes, chance: random.Random) -> bytes:
    one, other = sorted(chance.randrange(len(data)) for _ in range(2))
    return data[other:] + data[one:other] + data[:one]


def outcome(name: str, data: bytes) -> Document | str:
    try:
        return read_bytes(name, data)
    except UnreadableDocument as refused:
        return refused.message_ko


@pytest.mark.parametrize("damage", [with_bits_flipped, cut_short, with_a_hole, with_parts_swapped])
@pytest.mark.parametrize(("name", "data"), [pytest.param(name, data, id=name) for name, data in files()])
def test_a_damaged_file_ends_as_a_document_or_as_a_sentence(
    name: str, data: bytes, damage: Callable[[bytes, random.Random], bytes]
) -> None:
    chance = random.Random(f"{name} {damage.__name__}")
    for _ in range(DAMAGES):
        read = outcome(name, damage(data, chance))
        assert read.endswith("요.") if isinstance(read, str) else read.blocks


@pytest.mark.parametrize(("name", "data"), list(MADE.items()), ids=list(MADE))
def test_the_same_files_whole_are_read(name: str, data: bytes) -> None:
    assert LEAD in read_bytes(name, data).plain
