import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from logging.handlers import BufferingHandler

import pytest

from bot.clock import Clock
from bot.current import Current, answering
from bot.logs import configure_logging, redact

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"


@pytest.fixture(autouse=True)
def logging_left_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_token_is_taken_out_of_message_arguments_and_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO", ["hook-secret"])
    log = logging.getLogger("a.part")
    log.info("asking https://api.telegram.org/bot%s/getMe with %s", TOKEN, "hook-secret")
    try:
        raise ValueError(f"no answer from /bot{TOKEN}/sendMessage")
    except ValueError:
        log.exception("failed")
    log.warning("by address: bot%s", TOKEN.replace(":", "%3A"))
    printed = capsys.readouterr().err
    assert "asking https://api.telegram.org/***/getMe with ***" in printed
    assert "ValueError: no answer from /***/sendMessage" in printed
    assert "AAHdq" not in printed


def test_a_traceback_kept_for_other_handlers_is_redacted_too(capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger().handlers.clear()  # pytest's own handler would format the record first
    configure_logging("INFO")
    other = BufferingHandler(capacity=10)
    logging.getLogger().addHandler(other)
    try:
        raise ValueError(TOKEN)
    except ValueError:
        logging.getLogger("a.part").exception("failed")
    assert TOKEN not in (other.buffer[0].exc_text or "")
    assert "failed" in capsys.readouterr().err


def test_the_libraries_that_print_tokens_and_questions_stay_quiet_at_debug() -> None:
    configure_logging("DEBUG")
    assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)
    assert not logging.getLogger("telegram.ext.Application").isEnabledFor(logging.DEBUG)
    assert logging.getLogger("bot").isEnabledFor(logging.DEBUG)


def test_configuring_twice_prints_once(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO")
    configure_logging("INFO")
    logging.getLogger("a.part").info("once")
    assert capsys.readouterr().err.count("once") == 1


def test_ordinary_text_stays_as_it_is() -> None:
    text = "2024-11-14 10:09, 044-202-7171, id 123456789"
    assert redact(text, ["", "other"]) == text


def test_json_has_one_object_a_line_with_the_zone_and_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO", ["hook-secret"], "json")
    log = logging.getLogger("a.part")
    log.info("한 줄\n두 줄 %s", "hook-secret")
    try:
        raise ValueError(TOKEN)
    except ValueError:
        log.exception("failed")
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert (first["level"], first["logger"], first["message"]) == ("INFO", "a.part", "한 줄\n두 줄 ***")
    assert datetime.fromisoformat(first["time"]).utcoffset() == timedelta(hours=9)
    assert "ValueError: ***" in second["trace"]


def test_json_names_the_update_that_was_being_answered(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO", form="json")
    now = Clock().now()
    with answering(Current(4711, Clock(), 1001, now, 0.0)):
        logging.getLogger("a.part").info("inside")
    logging.getLogger("a.part").info("outside")
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert first["update"] == 4711
    assert "update" not in second
    assert "1001" not in json.dumps(first).replace(first["time"], "")
