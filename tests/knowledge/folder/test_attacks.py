"""Files that were made to do harm, and what becomes of them. `pytest -s` prints the table."""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from knowledge.documents import UnreadableDocument
from knowledge.folder.process import Limits
from knowledge.folder.process_pool import Readers, ReadingFailed, facts_from
from tests.releases.forms import FORMS
from tests.releases.made_up import made_up_release

SECRET = "TELEGRAM_TOKEN=123456789:a-secret-that-no-file-may-reach"
SCRIPT, _ = made_up_release(1)
# The part of each package that holds the text, and the tag its paragraphs end with.
TEXT_PART = {
    "hwpx": ("Contents/section0.xml", "</hp:t>"),
    "docx": ("word/document.xml", "</w:t>"),
    "odt": ("content.xml", "</text:p>"),
}


def package(form: str, change: Callable[[str], str] = str, /, **more: bytes) -> bytes:
    """A sound package in which the text was changed and to which parts were added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(FORMS[form](SCRIPT))) as sound,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in sound.namelist():
            part = sound.read(name)
            is_text = name == TEXT_PART[form][0]
            archive.writestr(name, change(part.decode()) if is_text else part)
        for name, part in more.items():
            archive.writestr(name, part)
    return out.getvalue()


def with_doctype(form: str, declarations: str, entity: str) -> bytes:
    """A package whose text begins with a document type and has the entity in its first paragraph."""
    root, end = f"<!DOCTYPE root [{declarations}]>", TEXT_PART[form][1]
    return package(form, lambda xml: xml.replace("?>", f"?>{root}", 1).replace(end, f"&{entity};{end}", 1))


def external(form: str) -> bytes:
    return with_doctype(form, '<!ENTITY x SYSTEM "secret.env">', "x")


def laughs(form: str) -> bytes:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return with_doctype(form, f'<!ENTITY l0 "{"ha" * 50}">{lines}', "l9")


def many_entries() -> bytes:
    return package("hwpx", **{f"BinData/{n}.bin": b"" for n in range(12_000)})


def nested_bomb() -> bytes:
    inner = zlib.compress(bytes(1 << 26), 9)
    for _ in range(3):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for n in range(10):
                archive.writestr(f"{n}.zip", inner)
        inner = out.getvalue()
    return package("docx", **{"word/embeddings/inner.zip": inner})


def pdf_with(stream: bytes) -> bytes:
    """A PDF of one page whose content is this stream, unpacked."""
    packed = zlib.compress(stream, 9)
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
    ]
    out, places = b"%PDF-1.4\n", []
    for n, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 5\n0000000000 65535 f \n%strailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(out),
    )


def html(body: str, before: str = "<!DOCTYPE html>") -> bytes:
    return f"{before}<html><meta charset='utf-8'><body><p>보도자료</p>{body}</body></html>".encode()


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a zip bomb: a text of 200 MB": ("hwpx", lambda: package("hwpx", lambda xml: xml + " " * 200_000_000)),
    "a zip bomb: a part of 200 MB": ("odt", lambda: package("odt", **{"Pictures/a.svg": bytes(200_000_000)})),
    "a zip bomb: 12,000 entries": ("hwpx", many_entries),
    "a zip bomb: zips in zips": ("docx", nested_bomb),
    "names that lead out of the archive": (
        "hwpx",
        lambda: package(
            "hwpx", **{"../../evil.txt": b"evil", "/tmp/evil.txt": b"evil", "Contents/../../evil": b"evil"}
        ),
    ),
    "an external entity, hwpx": ("hwpx", lambda: external("hwpx")),
    "an external entity, docx": ("docx", lambda: external("docx")),
    "an external entity, odt": ("odt", lambda: external("odt")),
    "an external entity, html": (
        "html",
        lambda: html("<p>&x;</p>", '<!DOCTYPE html [<!ENTITY x SYSTEM "secret.env">]>'),
    ),
    "files and programs named by a page": (
        "html",
        lambda: html(
            '<iframe src="secret.env"></iframe><object data="file:secret.env"></object>'
            '<script src="http://127.0.0.1:9/"></script><?php system("touch evil") ?>'
        ),
    ),
    "a billion laughs, hwpx": ("hwpx", lambda: laughs("hwpx")),
    "a billion laughs, docx": ("docx", lambda: laughs("docx")),
    "a billion laughs, odt": ("odt", lambda: laughs("odt")),
    "cells over 65,535 rows and columns, hwpx": (
        "hwpx",
        lambda: package("hwpx", lambda xml: xml.replace('colSpan="1" rowSpan="1"', 'colSpan="65535" rowSpan="65535"')),
    ),
    "cells over 65,534 rows and columns, html": (
        "html",
        lambda: html('<table><tr><td rowspan="65534" colspan="65534">가</td></tr></table>' * 20),
    ),
    "cells repeated a billion times, odt": (
        "odt",
        lambda: package(
            "odt",
            lambda xml: xml.replace(
                "<table:table-row><table:table-cell",
                '<table:table-row table:number-rows-repeated="1000000000">'
                '<table:table-cell table:number-columns-repeated="1000000000"',
            ),
        ),
    ),
    "100,000 boxes in boxes, html": ("html", lambda: html("<div>" * 100_000 + "가")),
    "3,000 tables in tables, html": ("html", lambda: html("<table><tr><td>" * 3_000 + "가")),
    "100,000 paragraphs in paragraphs, odt": (
        "odt",
        lambda: package("odt", lambda xml: xml.replace("<text:p>", "<text:p>" * 100_000, 1)),
    ),
    "500,000 attributes, html": (
        "html",
        lambda: html("<p " + " ".join(f"a{n}=1" for n in range(500_000)) + ">가</p>"),
    ),
    "a PDF whose page unpacks to 300 MB": ("pdf", lambda: pdf_with(b"BT /F1 9 Tf (a) Tj ET " * 14_000_000)),
    "a PDF that is its own page tree": (
        "pdf",
        lambda: pdf_with(b"BT ET").replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"),
    ),
    "a text of one line of 19 MB": ("txt", ("보도자료 " * 1_500_000).encode),
    "a text of nothing but brackets": ("txt", ("보도자료\n" + "(" * 200_000 + "[" * 200_000).encode),
}
"""Attacks that a file can make: what they are, the form, the bytes."""

READERS = {
    "a reader that never ends": ("while True: pass", "너무 오래"),
    "a reader that waits for ever": ("import time; time.sleep(600)", "너무 오래"),
    "a reader that takes all memory": ("held = [bytes(1 << 24) for _ in range(1000)]", "메모리"),
    "a reader that crashes": ("import ctypes; ctypes.string_at(0)", "멈췄어요"),
    "a reader that is aborted": ("os.abort()", "멈췄어요"),
    "a reader that ends its process": ("os._exit(0)", "멈췄어요"),
    "a reader that recurses for ever": ("f = lambda: f(); f()", "RecursionError"),
    "a reader that tells too much": ("raise UnreadableDocument('가' * 10_000_000)", "너무 많아요"),
    "a reader that floods its output": ("while True: os.write(1, b'x' * 65536)", "너무 오래"),
    "a reader that answers with nonsense": ("[os.write(fd, b'nonsense') for fd in range(6)]", "멈췄어요"),
    "a reader that writes a file": ("open(path.with_name('evil'), 'w')", "PermissionError"),
    "a reader that writes beneath Python": ("os.open(path.with_name('evil'), os.O_CREAT | os.O_WRONLY)", "Permission"),
    "a reader that removes a file": ("os.remove(path)", "PermissionError"),
    "a reader that opens another file": ("open(path.with_name('secret.env'))", "PermissionError"),
    "a reader that lists processes": ("open('/proc/1/environ')", "PermissionError"),
    "a reader that starts a program": ("import subprocess; subprocess.run(['touch', 'evil'])", "PermissionError"),
    "a reader that becomes a program": ("os.execv('/bin/sh', ['sh'])", "PermissionError"),
    "a reader that forks": ("os.fork()", "PermissionError"),
    "a reader that calls home": ("import socket; socket.create_connection(('127.0.0.1', 9))", "PermissionError"),
    # LC_CTYPE is set by Python itself, where there is no locale at all.
    "a reader that looks for the token": (
        "raise UnreadableDocument(f'saw {sorted({*os.environ} - {\"LC_CTYPE\"})}')",
        "saw []",
    ),
}
"""What a reader may be brought to do by a file: the code it runs, and what is told."""

QUICK = Limits(memory=1 << 29, cpu=1, wall=3)
CODE = {attack: code for attack, (code, _) in READERS.items()}
TAKEN_OVER = f"""
import os
from knowledge.folder.process import read_file, serve
from knowledge.documents import UnreadableDocument
attacks = {CODE!r}
def taken_over(path, file):
    exec(attacks.get(file, ""), {{**globals(), "path": path}})
    return read_file(path, file)
serve(taken_over)
"""
"""A program that does, for a file of an attack's name, what the attack does; others it reads."""


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a secret beside the files and in the environment; afterwards nothing else must be there."""
    (tmp_path / "secret.env").write_text(SECRET)
    monkeypatch.setenv("TELEGRAM_TOKEN", SECRET)
    monkeypatch.chdir(tmp_path)
    before = set(Path("/tmp").iterdir())
    yield tmp_path
    assert {path.name for path in tmp_path.iterdir()} <= {"attack", "good.txt", "secret.env"}
    assert not [path for path in set(Path("/tmp").iterdir()) - before if "evil" in path.name]


def told_by(readers: Readers, path: Path, file: str = "attack") -> str:
    """What becomes of a file, in words."""
    try:
        told = readers.read(path, file)
    except UnreadableDocument as error:
        return ("" if isinstance(error, ReadingFailed) else "refused: ") + error.message_ko
    assert SECRET.encode() not in told
    (release,) = facts_from(told).releases
    return f"read: {release.title[:40]}"


def reads_on(readers: Readers, room: Path) -> bool:
    """Whether the same readers go on with a sound file."""
    (room / "good.txt").write_bytes(FORMS["txt"](SCRIPT))
    return bool(facts_from(readers.read(room / "good.txt", "good.txt")).contacts)


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    # What takes long is cut off sooner than in earnest; a slow machine only sees more cut off.
    with Readers(1, Limits(cpu=2)) as readers:
        yield readers


@pytest.fixture(scope="module")
def taken_over() -> Iterator[Readers]:
    """Readers that do what a file's name says: one process for all attacks, which none of them may harm."""
    with Readers(1, QUICK, TAKEN_OVER) as readers:
        yield readers


@pytest.mark.parametrize("attack", FILES)
def test_a_harmful_file_is_refused_or_read_without_harm(attack: str, room: Path, readers: Readers) -> None:
    _, make = FILES[attack]
    (room / "attack").write_bytes(make())
    told = told_by(readers, room / "attack")
    click.echo(f"| {attack} | {told} |")
    assert SECRET not in told
    assert reads_on(readers, room)


@pytest.mark.parametrize("attack", READERS)
def test_a_reader_that_was_taken_over_harms_nobody(attack: str, room: Path, taken_over: Readers) -> None:
    (room / "attack").write_bytes(b"")
    told = told_by(taken_over, room / "attack", attack)
    click.echo(f"| {attack} | {told} |")
    assert READERS[attack][1] in told
    assert reads_on(taken_over, room)


def test_a_process_that_was_killed_is_replaced(room: Path) -> None:
    program = "import os, knowledge.folder.process as c; c._listen = lambda *_: os.kill(os.getpid(), 9); c.serve()"
    (room / "attack").touch()
    (room / "good.txt").touch()
    with Readers(1, QUICK, program) as readers:
        for _ in range(2):
            with pytest.raises(ReadingFailed, match="멈췄어요"):
                readers.read(room / "attack", "attack")


@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "missing"])
def test_what_is_no_file_does_not_hold_the_reader_up(kind: str, tmp_path: Path, readers: Readers) -> None:
    path = tmp_path / "attack"
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "device":
            path = Path("/dev/zero")
        case "folder":
            path.mkdir()
    with pytest.raises(UnreadableDocument) as refused:
        readers.read(path, "attack")
    click.echo(f"| a {kind} in place of a file | refused: {refused.value.message_ko} |")
    assert not isinstance(refused.value, ReadingFailed)
