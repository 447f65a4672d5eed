"""A local stand-in for Telegram with a web page, so that anyone can talk to the real bot without a token.

`telegram.py` keeps chats, messages and what the bot has set (pure state, no HTTP); `bot_api.py` speaks the
Bot API over it, `page_api.py` what the page needs; `server.py` puts both into one starlette application
served by uvicorn on one port.

What the page uses (JSON unless noted; every error is `{"error": "한국어 문장"}` with status 400 or 404, 403
for a request from elsewhere, 413 without JSON for one over 51 MB):

    GET  /                      the page; GET /page/NAME its files
    GET  /api/state?seat=SEAT   {"seat", "chat": {"id", "type", "title"}, "me": PERSON, "speakers": [PERSON],
                                 "bot": {"name", "username"}, "messages": [MESSAGE],
                                 "commands": [{"command", "description"}], "now": ISO}
    GET  /api/stream?seat=SEAT  server-sent events, each `data: {"type": …}`: message {"message"},
                                 edit {"message"}, typing, toast {"text", "alert"},
                                 commands {"commands"}, clock {"now"},
                                 unread {"seat"} (something arrived for another seat),
                                 answered {"message_id", "data"} (the bot took a button; a toast only follows
                                 where it has words), reset (all messages were forgotten)
    POST /api/send              {"seat", "text", "speaker"?, "reply_to"?} → {"message"}
    POST /api/edit              {"seat", "message_id", "text", "speaker"?} → {"message"}
    POST /api/forward           {"seat", "message_id"} → {} (to one's own talk with the bot)
    POST /api/press             {"seat", "message_id", "data", "speaker"?} → {}
                                 (a button; the answer comes as a toast event)
    POST /api/upload            multipart: seat, file, caption?, speaker? → {"message"}
    GET  /api/file/FILE_ID      the bytes, with the file's name
    GET  /api/clock             {"now": ISO, "jumps": [{"label", "at": ISO}], "sample": bool}
                                 (jumps: times at which something will be told; sample: whether there is one)
    POST /api/clock             {"now": ISO with or without time} or {"reset": true} → {"now"}
                                 (a day without a time means 09:00)
    POST /api/sample            puts a made-up release into the folder and has the admin say /reload → {}
    POST /api/reset             forgets all messages → {}

    POST bodies are application/json, also an empty `{}`, but for the upload.
    SEAT is staff (직원, private), group (단체방), admin (관리자, private) or stranger (외부인, private).
    PERSON: {"id", "name", "role"}; a group has two speakers: its administrator (first) and a plain member.
    MESSAGE: {"id", "date": ISO, "from": PERSON or {"bot": true, "name"}, "html": escaped text with Telegram's
    entities as b, i, u, s, a, code, pre, blockquote, tg-spoiler, "text": plain,
    "buttons": [[{"text", "data" | "url" | "copy"}]], "edited": bool,
    "reaction": emoji of the bot | null, "pinned": bool, "reply_to": {"id", "text"} | null,
    "file": {"id", "name", "size", "photo"} | null, "forwarded": name | null, "contact": {"name", "phone"} | null,
    "own": bool}
    In "html" a line break is a line break; `<a href>` is http(s), mailto or tel (only a number with its country,
    +82…, is one that every phone calls); a day that can be tapped is `<time data-unix>`; a bot command is
    `<a data-command="/schedule">`, a mention or hashtag `<a data-mention="@name">`, both without href; a quote that
    folds is `<blockquote data-expandable>`.
    "own": written by the seat's first speaker. "edited": its text was; other buttons alone are not shown as an edit.
"""
