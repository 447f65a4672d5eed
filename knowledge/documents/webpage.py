"""A saved web page: which part of it is the release, and what the page itself says about it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from lxml import etree

from knowledge.documents.elements import drop, is_hidden, text_of
from knowledge.documents.model import UnreadableDocument

_MOST_ELEMENTS = 200_000
# Parsing takes the square of a tag's attributes; pictures that stand in the page itself are the only long ones.
_PICTURE = re.compile(r"data:[\w/+.;=-]{0,100}base64,[A-Za-z0-9+/=%]+")
_HUGE_TAG = re.compile(r"<[A-Za-z][^<>]{20000}")
# No browser saves one with definitions of its own, and what they define would be left as it is written.
_DEFINING_DOCTYPE = re.compile(r"<!doctype[^<>\[]{0,500}\[", re.IGNORECASE)

# Where moel.go.kr and korea.kr put the text, and where older pages of moel.go.kr put text and particulars.
_BODIES = ("b_content", "view_cont")
_VIEWS = ("board_view_02",)
_POSTED = ("등록일", "작성일", "게시일", "등록일자", "작성일자", "게시일자", "등록일시", "작성일시", "게시일시")
_DEPARTMENT = ("담당부서", "부서", "부서명", "담당과", "등록부서", "작성부서")
_PERSON = ("담당자", "작성자", "등록자")
_PHONE = ("전화번호", "전화", "연락처")
_LABELS = frozenset((*_POSTED, *_DEPARTMENT, *_PERSON, *_PHONE, "제목", "조회수", "조회", "첨부", "첨부파일"))
_STAMP = re.compile(r"20\d\d[.-]\s?\d{1,2}[.-]\s?\d{1,2}\.?\s+[가-힣]{1,15}(?:부|처|청|원|위원회|공단|공사|대학교)")
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:gnb|lnb|snb|nav\w*|menu\w*|foot\w*|skip\w*|breadcrumb\w*|location|sns\w*|share\w*|prev\w*|next\w*"
    r"|paging|pagination|satisf\w*|kogl|ccl|copyright|quick\w*|banner\w*|comment\w*|reply\w*|relat\w*|search\w*|btn\w*"
    r"|popup|files?|attach\w*)(?:$|[\s_-])",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"(?:^|[\s_-])(?:tit|title|subject|subj)(?:$|[\s_-])", re.IGNORECASE)
_OTHER_ARTICLE = re.compile(r"(?:이전|다음)(?:글|기사)[▲▼∧∨:]?")
_FILE_NAME = re.compile(r"[^\s/\\<>|:*?\"][^/\\<>|:*?\"\n]{0,150}\.(?:hwpx?|pdf|odt|docx?|zip)(?![a-z])", re.IGNORECASE)
_VIEWER = re.compile(r"docviewer|content_press|synap|preview", re.IGNORECASE)


@dataclass(frozen=True)
class Webpage:
    """What a page holds: its title, lines it prints about the release, the element with the text, attached files.

    `heads`: each the cells of one line. `has_viewer`: a document viewer shows the text, in a frame of its own.
    """

    name: str
    title: str | None
    heads: tuple[tuple[str, ...], ...]
    body: Any
    files: tuple[str, ...]
    has_viewer: bool


def open_webpage(text: str) -> Webpage:
    """Takes a page apart; raises UnreadableDocument where it is none, or was made to choke its reader."""
    root = _parse(text)
    name = next((text_of(title) for title in root.iter("title")), "")
    stated = _stated(root)
    viewers = [f for f in root.iter("iframe", "frame") if _VIEWER.search(f"{f.get('src')} {f.get('id')}")]
    whole = next(root.iter("body"), root)
    for element in [e for e in whole.iter() if e is not whole and is_hidden(e)]:
        drop(element)
    body = max((e for e in whole.iter() if _has_class(e, _BODIES)), key=lambda e: len(text_of(e)), default=None)
    files = tuple(dict.fromkeys(_files(whole)))
    short = _short_texts(whole, body)
    printed, pairs = _particulars(short)
    title, shown = _title(short, [printed.get("제목"), stated.get("title"), name, *re.split(r"\s[|<>:·-]+\s", name)])
    stamp = next(filter(_STAMP.fullmatch, short.values()), None) if body is not None else None
    if body is None:
        body = _release_block(whole, shown)
        for element in pairs:
            if element is not body:
                drop(element)
    heads = tuple(_heads(printed, stamp, stated.get("published")))
    return Webpage(name, title or printed.get("제목") or stated.get("title"), heads, body, files, bool(viewers))


def _parse(text: str) -> Any:
    text = _PICTURE.sub("", text.replace("\x00", ""))
    if _HUGE_TAG.search(text) or _DEFINING_DOCTYPE.search(text[:6_000]):
        raise UnreadableDocument("웹페이지의 구조가 이상해서 읽지 않았어요. 첨부된 hwpx나 PDF를 보내 주세요.")
    # Depth 255 would end old pages that never close <font>; with huge_tree it is 2,048.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise UnreadableDocument("웹페이지에 내용이 없어요. 첨부된 hwpx나 PDF를 보내 주세요.")
    if sum(1 for _ in root.iter()) > _MOST_ELEMENTS:
        raise UnreadableDocument("웹페이지가 너무 복잡해서 읽지 않았어요. 첨부된 hwpx나 PDF를 보내 주세요.")
    return root


def _has_class(element: Any, names: tuple[str, ...]) -> bool:
    return not set(names).isdisjoint(element.get("class", "").split())


def _sizes(whole: Any, counts_links: bool) -> dict[Any, int]:
    """How many characters each element shows, in links or not."""
    sizes: dict[Any, int] = {}
    for element in reversed(list(whole.iter())):
        shown = len((element.text or "").strip())
        shown += sum(sizes[child] + len((child.tail or "").strip()) for child in element)
        sizes[element] = shown if counts_links or element.tag != "a" else 0
    return sizes


def _short_texts(whole: Any, body: Any) -> dict[Any, str]:
    """The elements that show little text and stand outside the release's own, with it."""
    inside = set() if body is None else set(body.iter())
    sizes = _sizes(whole, counts_links=True)
    return {e: text_of(e) for e, size in reversed(sizes.items()) if 0 < size < 300 and e not in inside}


def _files(whole: Any) -> Iterator[str]:
    for element in whole.iter():
        for text in (element.text, element.tail, element.get("download"), element.get("title")):
            if text and len(text) < 300:
                yield from _FILE_NAME.findall(text)


# --- what the page says about the release ---------------------------------------------------------------


def _stated(root: Any) -> dict[str, str]:
    """The title and the time of publishing (with the name it goes by) that the page states for machines."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        content = (meta.get("content") or "").strip()
        match meta.get("property") or meta.get("name"):
            case "og:title" if content:
                found.setdefault("title", content)
            case "article:published_time" if content:
                found.setdefault("published", f"article:published_time {content}")
    for script in root.iter("script"):
        if script.get("type") == "application/ld+json":
            with suppress(ValueError, RecursionError):
                told = json.loads(script.text or "")
                for article in told if isinstance(told, list) else [told]:
                    if isinstance(article, dict) and isinstance(article.get("headline"), str):
                        found.setdefault("title", article["headline"])
                    if isinstance(article, dict) and isinstance(article.get("datePublished"), str):
                        found.setdefault("published", f"datePublished {article['datePublished']}")
    return found


def _particulars(short: dict[Any, str]) -> tuple[dict[str, str], list[Any]]:
    """The labels and values around the day of posting, as printed, and the elements that hold them."""
    posted = next((e for e, text in short.items() if _label(text) in _POSTED), None)
    if posted is None:
        return {}, []
    printed: dict[str, str] = {}
    held: list[Any] = []
    for element in _group(posted).iter():
        label = _label(short.get(element, ""))
        if label not in _LABELS or label in printed:
            continue
        if element.tag in ("dt", "th", "td"):
            value = element.getnext()
            if value is None:
                continue
            printed[label] = text_of(value)
            held += [element, value]
        elif (pair := element.getparent()) in short:
            printed[label] = short[pair].removeprefix(short[element]).strip(" :")
            held.append(pair)
    return printed, held


def _label(text: str) -> str:
    return "".join(text.split()).strip(":：") if len(text) < 15 else ""


def _group(label: Any) -> Any:
    """The element that holds all the particulars of which this is one label."""
    if label.tag == "dt":
        terms = label.getparent()
        around = terms.getparent()
        return around if around is not None and all(other.tag == "dl" for other in around) else terms
    if label.tag in ("th", "td"):
        return next(label.iterancestors("table"), label.getparent())
    return next(label.getparent().iterancestors(), label.getparent())


def _heads(printed: dict[str, str], stamp: str | None, published: str | None) -> Iterator[tuple[str, ...]]:
    """Lines in the form in which pasted pages have them: the day, then whom to call."""
    days = [f"{label} {printed[label]}" for label in _POSTED if printed.get(label)]
    for day in (stamp, *days, published):
        if day:
            yield (day,)
            break
    person, phone = (next(((k, printed[k]) for k in kind if printed.get(k)), None) for kind in (_PERSON, _PHONE))
    department = next(((label, printed[label]) for label in _DEPARTMENT if printed.get(label)), ())
    if person and phone:
        yield (*department, *person, *phone)


# --- where the release is -------------------------------------------------------------------------------


def _title(short: dict[Any, str], told: list[str | None]) -> tuple[str | None, Any]:
    """The title as the page prints it, and where: what it is told to be, else the first heading that may be one."""
    for wanted in filter(None, map(_squeezed, told)):
        if len(wanted) >= 5:
            for element, text in short.items():
                if _squeezed(text) == wanted:
                    return text, element
    for element, text in short.items():
        heads = element.tag in ("h1", "h2", "h3", "h4") or _SUBJECT.search(element.get("class", ""))
        if heads and 12 <= len(text) <= 200 and " " in text:
            return text, element
    return None, None


def _squeezed(text: str | None) -> str:
    return re.sub(r"\W", "", text or "")


def _release_block(whole: Any, title: Any) -> Any:
    """The smallest element that holds the title and most of the running text, from the title on."""
    around = set() if title is None else {title, *title.iterancestors()}
    running = _sizes(whole, counts_links=False)
    for element in [e for e in whole.iter() if e not in around and e is not whole]:
        named = f"{element.get('class', '')} {element.get('id', '')}"
        if _FURNITURE.search(named) and running[element] < running[whole] * 0.5:
            drop(element)
    running = _sizes(whole, counts_links=False)
    for element in [e for e in whole.iter() if _OTHER_ARTICLE.fullmatch(_label(e.text or ""))]:
        other = next(element.iterancestors("tr", "li", "dl", "p"), element)
        if other not in around and element in running and running.get(other, 0) < 300:
            drop(other)
    view = next((e for e in whole.iter() if _has_class(e, _VIEWS)), None)
    if title is None:
        return whole if view is None else view
    enough = (e for e in title.iterancestors() if e is view or running.get(e, 0) >= running[whole] * 0.7)
    block = next(enough, whole)
    node = title
    while node is not block:
        above = node.getparent()
        for earlier in list(node.itersiblings(preceding=True)):
            above.remove(earlier)
        above.text = None
        node = above
    drop(title)
    return block
