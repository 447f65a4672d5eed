"""Pages of ministries' sites as a browser saves them, in the structure of those sites, with sentences of our own."""

from datetime import date

import pytest

from knowledge.documents import Paragraph, Table, UnreadableDocument, read_bytes
from knowledge.extract import extract

TITLE = "현장 혁신 우수사례 시상식 열린다"
LEAD = "고용노동부(장관 이가람)는 4월 15일(수) 14시 세종컨벤션센터에서 현장 혁신 우수사례 시상식을 연다. "
TEXT = f"""<p>- 여섯 개 기관이 상을 받아 -</p><p>&nbsp;</p>
<p>{LEAD}{"현장에서 일하는 직원이 스스로 찾아낸 개선 사례를 널리 알리는 자리이다. " * 4}</p>
<p>□ 일시 : 2026. 4. 15.(수) 14:00~16:00<br>□ 장소 : 세종컨벤션센터</p>
<table><tr><th>구분</th><th>소속</th><th>사례명</th></tr>
<tr><td>최우수</td><td>통영지청</td><td>서류 없는 창구</td></tr>
<tr><td rowspan=2>우수</td><td>창원지청</td><td>밤에도 여는 상담실</td></tr>
<tr><td>부산청</td><td>한 번에 끝나는 신고</td></tr></table>
"""
MENU = "".join(f'<li><a href="#">메뉴 {n}번 바로가기 안내</a></li>' for n in range(80))
FOOTER = '<div id="footer">(30117) 세종특별자치시 한누리대로 1 대표전화 044-000-0000</div>'

MOEL = f"""<!DOCTYPE html><html lang="ko"><head><meta charset="utf-8"><title>보도자료 상세 | 고용노동부</title></head>
<body>
<div id="skip"><a href="#c">본문 바로가기</a></div><div class="gnb"><ul>{MENU}</ul></div>
<div class="board_view_wrap"><div class="b_info">
<dl><dt>제목</dt><dd>{TITLE}</dd></dl><dl><dt>등록일</dt><dd>2026-04-13</dd></dl>
<dl><dt>담당부서</dt><dd>혁신행정과</dd></dl><dl><dt>담당자</dt><dd>김하늘</dd></dl>
<dl><dt>전화번호</dt><dd>044-202-1234</dd></dl><dl><dt>조회수</dt><dd>321</dd></dl></div>
<div class="b_content">{TEXT}</div>
<div class="file"><a href="/common/downloadFile.do?file_seq=1">현장 혁신.hwpx</a></div></div>
<div class="btn_area"><a>목록</a></div>{FOOTER}</body></html>"""

OLDER_MOEL = f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=euc-kr">
<title>고용노동부</title></head>
<body><table><tr><td class="lnb">{MENU}</td><td><div class="board_view_02">
<table><caption>보도자료의 제목, 등록일, 내용을 제공하는 표입니다.</caption>
<tr><th>제목</th><td colspan=3>{TITLE}</td></tr>
<tr><th>등록일</th><td>2026-04-13</td><th>조회수</th><td>77</td></tr>
<tr><th>담당부서</th><td>혁신행정과</td><th>전화번호</th><td>044-202-1234</td></tr>
<tr><td colspan=4>{TEXT}</td></tr></table></div></td></tr></table>{FOOTER}</body></html>"""

OTHER_BOARD = f"""<html><head><meta charset=utf-8><title>{TITLE} | 보도자료 | 알림 | 가람부</title></head>
<body>
<div class="header_wrap"><ul>{MENU}</ul></div><div class="container"><div class="left"><ul>{MENU}</ul></div>
<div class="contents"><p class="path">홈 &gt; 알림 &gt; 보도자료</p><div class="view"><div class="view_top">
<h3>{TITLE}</h3>
<ul class="info"><li><strong>작성일</strong> 2026.04.13</li><li><strong>조회수</strong> 12</li></ul></div>
<div class="view_txt">{TEXT}</div>
<dl><dt>이전글</dt><dd>다른 제목의 글 하나</dd></dl><dl><dt>다음글</dt><dd>또 다른 제목의 글</dd></dl></div>
<div class="kogl">공공누리 제1유형: 출처표시</div></div></div>
<div class="foot_area">대표전화 044-000-0000</div></body></html>"""

POLICY_NEWS = f"""<!DOCTYPE html><html><head><meta charset="utf-8">
<title>{TITLE} - 정책뉴스 | 뉴스 | 대한민국 정책브리핑</title>
<meta property="og:title" content="{TITLE}"><meta property="article:published_time" content="2026-04-13T10:00:00+09:00">
</head><body><nav>{MENU}</nav><div class="article_head"><h1>{TITLE}</h1>
<div class="info"><span>2026.04.13</span> <span>고용노동부</span></div></div>
<div class="article_body"><div class="view_cont">{TEXT}</div></div>
<div class="aside_news"><strong>추천 뉴스</strong><a href="#">다른 소식</a></div></body></html>"""

WITHOUT_VIEWER = f"""<!DOCTYPE html><html><head><meta charset="utf-8">
<title>{TITLE} - 브리핑룸 | 대한민국 정책브리핑</title>
<meta property="og:title" content="{TITLE}"></head><body><h1>{TITLE}</h1><div class="info">2026.04.13 고용노동부</div>
<div class="article_body"><div class="view_cont"><div class="docConversion" id="content">
<iframe id="content_press" src="/docViewer/iframe_skin/doc.html?fn=1&amp;rs=/docViewer/result/1"></iframe></div>
<p>“이 자료는 고용노동부의 보도자료를 전재하여 제공함을 알려드립니다.”</p></div></div>
<div class="filedown"><a href="/common/download.do?fileId=1">0413 현장 혁신.hwpx</a>
<a href="#">0413 현장 혁신.pdf</a></div>
<ul>{MENU}</ul></body></html>"""

ALL = {"moel": MOEL, "older_moel": OLDER_MOEL, "other_board": OTHER_BOARD, "policy_news": POLICY_NEWS}


def texts(page: str) -> str:
    return read_bytes("a.html", page.encode("cp949" if "euc-kr" in page else "utf-8")).plain


@pytest.mark.parametrize("site", ALL)
def test_a_page_gives_the_facts_of_its_release(site: str) -> None:
    page = ALL[site]
    facts = extract(read_bytes("a.html", page.encode("cp949" if "euc-kr" in page else "utf-8")))
    (release,) = facts.releases
    assert (release.title, release.date, release.ministry) == (TITLE, date(2026, 4, 13), "고용노동부")
    assert [case.organization for case in facts.cases] == ["통영지청", "창원지청", "부산청"]
    assert [case.grade for case in facts.cases] == ["최우수", "우수", "우수"]
    assert date(2026, 4, 15) in [event.date for event in facts.events]


@pytest.mark.parametrize("site", ALL)
@pytest.mark.parametrize(
    "furniture", ["메뉴 1번", "대표전화", "044-000-0000", "조회수", "다른 제목", "추천 뉴스", "제공하는 표"]
)
def test_menus_and_footers_are_no_part_of_the_release(site: str, furniture: str) -> None:
    assert furniture not in texts(ALL[site])


def test_the_person_that_a_board_names_is_a_contact() -> None:
    (contact,) = extract(read_bytes("a.html", MOEL.encode())).contacts
    assert (contact.department, contact.name, contact.phone) == ("혁신행정과", "김하늘", "044-202-1234")


def test_the_releases_own_contact_table_goes_before_what_the_board_says_of_the_same_person() -> None:
    cells = ("담당 부서", "혁신행정과", "담당자", "사무관", "김하늘", "(044-202-1234)")
    table = f"<table><tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr></table>"
    (contact,) = extract(read_bytes("a.html", MOEL.replace("</table>\n", f"</table>{table}").encode())).contacts
    assert (contact.rank, contact.name) == ("사무관", "김하늘")


def test_what_a_page_says_is_quoted_as_it_is_printed() -> None:
    first = read_bytes("a.html", MOEL.encode()).blocks[0]
    assert isinstance(first, Paragraph)
    assert first.quote == "등록일 2026-04-13"


def test_a_text_with_a_head_of_its_own_keeps_it_and_gets_no_second_title() -> None:
    head = f"<table><tr><td>보도시점</td><td>2026. 4. 14.(화) 10:00</td></tr></table><p>{TITLE}</p>"
    page = MOEL.replace('<div class="b_content">', f'<div class="b_content">{head}')
    assert texts(page).count(TITLE) == 1
    (release,) = extract(read_bytes("a.html", page.encode())).releases
    assert (release.title, release.date) == (TITLE, date(2026, 4, 14))


def test_the_day_that_a_page_states_only_for_machines_is_its_day() -> None:
    page = POLICY_NEWS.replace("<span>2026.04.13</span> <span>고용노동부</span>", "")
    (release,) = extract(read_bytes("a.html", page.encode())).releases
    assert release.date == date(2026, 4, 13)
    told = POLICY_NEWS.replace("<span>2026.04.13</span> <span>고용노동부</span>", "").replace(
        '<meta property="article:published_time" content="2026-04-13T10:00:00+09:00">',
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2026-04-13T10:00:00"}</script>',
    )
    assert extract(read_bytes("a.html", told.encode())).releases[0].date == date(2026, 4, 13)


def test_a_page_saved_without_its_viewer_is_refused_with_the_files_to_send_instead() -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_bytes("a.html", WITHOUT_VIEWER.encode())
    assert "본문이 없어요" in caught.value.message_ko
    assert "0413 현장 혁신.hwpx, 0413 현장 혁신.pdf" in caught.value.message_ko


def test_a_board_page_that_only_points_to_its_attachment_is_refused_with_its_name() -> None:
    stub = MOEL.replace(TEXT, "<p>자세한 내용은 첨부파일을 참고하여 주시기 바랍니다.</p>")
    with pytest.raises(UnreadableDocument, match=r"현장 혁신\.hwpx"):
        read_bytes("a.html", stub.encode())


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>",
        "<html><body><h2>요청하신 페이지를 찾을 수 없습니다</h2><p>주소를 확인해 주세요.</p></body></html>",
        "<html><body><p>보안 정책에 따라 접근이 거부되었습니다.</p></body></html>",
        "<html><head><title>로그인</title></head><body><form>아이디 <input> 비밀번호 <input></form></body></html>",
    ],
)
@pytest.mark.parametrize("name", ["a.html", "보도자료.hwp", "보도자료.hwpx"])
def test_an_error_page_is_told_from_a_release_under_any_name(page: str, name: str) -> None:
    with pytest.raises(UnreadableDocument, match="오류나 로그인 화면"):
        read_bytes(name, page.encode())


def test_a_page_without_any_text_says_so() -> None:
    with pytest.raises(UnreadableDocument, match="글이 없어요"):
        read_bytes("a.html", b"<!DOCTYPE html><html><body><div id=app></div><script>start()</script></body></html>")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp949"])
def test_a_page_is_read_in_every_encoding_even_without_a_word_about_it(encoding: str) -> None:
    page = MOEL.replace('<meta charset="utf-8">', "")
    assert read_bytes("a.html", page.encode(encoding)).plain == texts(MOEL)


def test_a_declared_encoding_that_is_wrong_does_not_matter() -> None:
    assert read_bytes("a.html", MOEL.replace("utf-8", "euc-kr").encode()).plain == texts(MOEL)
    assert read_bytes("a.html", MOEL.replace("utf-8", "no-such").encode("cp949")).plain == texts(MOEL)


def test_a_page_of_a_document_viewer_is_read_with_its_words_whole() -> None:
    page = f"""<html><head><meta charset="utf-8"><title>1</title></head><body><div class="page">
    <p><span>보도</span><span>자료</span></p><p><span>{TITLE[:7]}</span><span>{TITLE[7:]}</span></p>
    <p><span>{LEAD}</span></p>
    <table><tr><td>담당 부서</td><td>혁신행정과</td><td>담당자</td><td>주무관</td><td>이<span>바다</span></td>
    <td>(044-202-<span>1234</span>)</td></tr></table></div></body></html>"""
    document = read_bytes("1.html", page.encode())
    assert document.plain.splitlines()[:2] == ["보도자료", TITLE]
    (contact,) = extract(document).contacts
    assert (contact.name, contact.phone) == ("이바다", "044-202-1234")


def test_a_page_is_recognised_by_its_bytes_under_any_name() -> None:
    document = read_bytes("보도자료.hwp", MOEL.encode())
    assert document.form == "html"
    assert any(isinstance(block, Table) for block in document.blocks)
