"""A script written as plain text, markdown and web pages."""

from __future__ import annotations

from html import escape

from tests.releases.script import Cell, Script, Table


def write_txt(script: Script) -> str:
    """One row a line, cells parted by tabs, covered places empty; a box is only its lines."""
    out: list[str] = []
    for block in script.blocks:
        if isinstance(block, str):
            out.append(block)
        elif block.is_box:
            out += _only_cell(block).lines
        else:
            out += ["\t".join(" ".join(cell.lines) if cell else "" for cell in row).rstrip() for row in block.rows]
    return "\n".join(out) + "\n"


def write_md(script: Script) -> str:
    """Pipe tables with `<br>` in cells; markdown cannot merge, so covered places are empty."""
    out = [f"# {script.board.title}", ""]
    for block in script.blocks:
        if isinstance(block, str):
            out += [block, ""]
        elif block.is_box:
            out += [f"> {line}  " for line in _only_cell(block).lines] + [""]
        else:
            rows = ["| " + " | ".join("<br>".join(c.lines) if c else "" for c in row) + " |" for row in block.rows]
            out += [rows[0], "|" + " --- |" * len(block.rows[0]), *rows[1:], ""]
    return "\n".join(out)


def write_board(script: Script) -> str:
    """The page of a ministry's press board, with its menus, the table of particulars and the usual small print."""
    board = script.board
    particulars = {
        "제목": board.title,
        "등록일": board.posted,
        "담당부서": board.department,
        "담당자": board.person,
        "전화번호": board.phone,
    }
    info = "".join(f"<dl><dt>{k}</dt><dd>{escape(v)}</dd></dl>" for k, v in particulars.items() if v)
    menu = "".join(
        f'<li><a href="#">{word}</a></li>' for word in "뉴스·소식 정책자료 정보공개 민원·참여 기관소개".split()
    )
    files = "".join(
        f'<li><span>{escape(board.title)}.{ext}</span> <a href="/common/downloadFile.do?file_seq={n}">다운로드</a></li>'
        for n, ext in enumerate(("hwpx", "pdf"), 1)
    )
    return f"""<!DOCTYPE html>
<html lang="ko"><head><meta charset="utf-8"><title>{escape(board.title)} | 보도자료 | {escape(board.ministry)}</title>
<meta property="og:title" content="{escape(board.title)}"></head><body>
<div id="skip"><a href="#gnb">메뉴 바로가기</a><a href="#content">본문 바로가기</a></div>
<div class="gov">이 누리집은 대한민국 공식 전자정부 누리집입니다.</div>
<header><h1><a href="/">{escape(board.ministry)}</a></h1><ul id="gnb">{menu}</ul></header>
<main id="content"><h2>보도자료</h2>
<div class="board_view_wrap"><div class="b_info">{info}</div>
<div class="b_content">
{_body(script)}
</div>
<div class="file"><strong>첨부</strong><ul>{files}</ul></div></div>
<div class="btn"><a href="list.do">목록</a></div>
<p class="satisfaction">이 페이지에서 제공하는 정보에 만족하십니까?</p></main>
<footer>개인정보처리방침 저작권정책 <address>(30117) 세종특별자치시 한누리대로 000</address>
<p>대표전화 110 (평일 09:00~18:00)</p><img alt="공공누리 제1유형"></footer></body></html>
"""


def write_print(script: Script) -> str:
    """A page to be printed on A4 paper; lines break inside words as in a word processor's output."""
    return f"""<!DOCTYPE html><html lang="ko"><head><meta charset="utf-8"><style>
body {{ font: 11pt/1.6 'Noto Serif CJK KR'; word-break: break-all; }}
p {{ margin: 0; min-height: 1em; white-space: pre-wrap; text-align: justify; }}
table {{ border-collapse: collapse; width: 100%; margin: 6pt 0; }}
td {{ border: 1px solid black; padding: 2pt 5pt; }}
</style></head><body>{_body(script)}</body></html>"""


def _body(script: Script) -> str:
    return "\n".join(f"<p>{_spaced(block)}</p>" if isinstance(block, str) else _table(block) for block in script.blocks)


def _table(block: Table) -> str:
    rows = "\n".join("<tr>" + "".join(_td(cell) for cell in row if cell) + "</tr>" for row in block.rows)
    return f'<table border="1"><tbody>\n{rows}\n</tbody></table>'


def _td(cell: Cell) -> str:
    rows = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    columns = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    return f"<td{rows}{columns}>" + "".join(f"<p>{_spaced(line)}</p>" for line in cell.lines) + "</td>"


def _spaced(text: str) -> str:
    return escape(text).replace("  ", "&nbsp; ") or "&nbsp;"


def _only_cell(box: Table) -> Cell:
    cell = box.rows[0][0]
    assert cell is not None, "the only cell of a table covers itself"
    return cell
