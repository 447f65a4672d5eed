from datetime import time
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bot.settings import BUNDLED_RELEASES, Settings, SettingsError, StaffAccess, load_settings

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"


@pytest.fixture(autouse=True)
def bare_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def faults_of(monkeypatch: pytest.MonkeyPatch, **environment: str) -> tuple[str, ...]:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    return caught.value.faults


def test_nothing_set_gives_the_defaults() -> None:
    settings = load_settings()
    assert settings.telegram_token is None
    assert settings.telegram_base_url == "https://api.telegram.org/bot"
    assert settings.base_file_url == "https://api.telegram.org/file/bot"
    assert settings.staff_access is StaffAccess.INVITE
    assert settings.releases_dir == BUNDLED_RELEASES
    assert settings.data_dir == Path("data")
    assert settings.reminder_time == time(9, 0)
    assert (settings.listen_host, settings.listen_port) == ("127.0.0.1", 8080)


def test_everything_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "TELEGRAM_TOKEN": f" {TOKEN} ",
        "TELEGRAM_BASE_URL": "http://127.0.0.1:8081/bot/",
        "ADMIN_IDS": "11, 22,33",
        "STAFF_ACCESS": "Group",
        "STAFF_GROUP_IDS": "-1001,-1002",
        "MINISTRY": " 행정안전부",
        "RELEASES_DIR": "somewhere",
        "DATA_DIR": "elsewhere",
        "REMINDER_TIME": "10:30",
        "WEBHOOK_URL": "https://bot.example.go.kr/hook",
        "WEBHOOK_SECRET": "s3cret_value",
        "LISTEN": "[::1]:9000",
        "LOG_LEVEL": "debug",
    }
    assert set(given) == {name.upper() for name in Settings.model_fields}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert settings.telegram_token is not None
    assert settings.telegram_token.get_secret_value() == TOKEN
    assert settings.base_file_url == "http://127.0.0.1:8081/file/bot"
    assert settings.admin_ids == {11, 22, 33}
    assert settings.staff_group_ids == {-1001, -1002}
    assert settings.ministry == "행정안전부"
    assert settings.reminder_time == time(10, 30)
    assert (settings.listen_host, settings.listen_port) == ("::1", 9000)
    assert settings.log_level == "DEBUG"
    assert settings.secrets == (TOKEN, "s3cret_value")


def test_a_file_is_read_and_the_environment_wins_over_it(
    bare_environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = "\ufeffTELEGRAM_TOKEN=\nADMIN_IDS=1,2\nLOG_LEVEL=ERROR\nOF_ANOTHER_PROGRAM=1\n"
    (bare_environment / ".env").write_text(lines, encoding="utf-8")
    monkeypatch.setenv("LOG_LEVEL", "WARNING")
    settings = load_settings()
    assert settings.telegram_token is None
    assert settings.admin_ids == {1, 2}
    assert settings.log_level == "WARNING"


def test_an_empty_value_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), "")
    assert load_settings().model_dump() == Settings().model_dump()


def test_all_faults_are_reported_together_each_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    faults = faults_of(
        monkeypatch,
        TELEGRAM_TOKEN="not a token",
        TELEGRAM_BASE_URL="api.telegram.org",
        ADMIN_IDS="kim, 12",
        STAFF_ACCESS="everybody",
        STAFF_GROUP_IDS="1001",
        MINISTRY="moel",
        REMINDER_TIME="25:00",
        WEBHOOK_URL="http://bot.example.go.kr",
        WEBHOOK_SECRET="비밀",
        LISTEN="8080",
        LOG_LEVEL="loud",
    )
    assert {fault.split(":")[0] for fault in faults} == {
        "TELEGRAM_TOKEN",
        "TELEGRAM_BASE_URL",
        "ADMIN_IDS",
        "STAFF_ACCESS",
        "STAFF_GROUP_IDS",
        "MINISTRY",
        "REMINDER_TIME",
        "WEBHOOK_URL",
        "WEBHOOK_SECRET",
        "LISTEN",
        "LOG_LEVEL",
    }
    assert all("\n" not in fault and "요" in fault for fault in faults)
    assert "not a token" not in "".join(faults)
    assert "비밀" not in "".join(fault for fault in faults if "비밀 값" not in fault)


@pytest.mark.parametrize("value", ["08:59", "18:00", "00:00"])
def test_a_reminder_time_outside_working_hours_is_a_fault(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("REMINDER_TIME", value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    (fault,) = caught.value.faults
    assert fault.startswith("REMINDER_TIME: ")
    assert value in fault


@pytest.mark.parametrize("value", ["9", "24:00", "09:60", "아침 9시", "0900", "09:00:00"])
def test_a_wrong_reminder_time_is_a_clear_error(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    (fault,) = faults_of(monkeypatch, REMINDER_TIME=value)
    assert fault.startswith("REMINDER_TIME: 시각은 09:00처럼")


def test_group_access_needs_a_group(monkeypatch: pytest.MonkeyPatch) -> None:
    (fault,) = faults_of(monkeypatch, STAFF_ACCESS="group")
    assert fault.startswith("STAFF_GROUP_IDS:")


def test_a_webhook_needs_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    (fault,) = faults_of(monkeypatch, WEBHOOK_URL="https://bot.example.go.kr/hook")
    assert fault.startswith("WEBHOOK_SECRET:")


def test_a_file_that_is_no_utf8_is_a_clear_error(bare_environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (bare_environment / ".env").write_bytes("LOG_LEVEL=INFO # 기록".encode("cp949"))
    (fault,) = faults_of(monkeypatch)
    assert "UTF-8" in fault


def test_secrets_are_never_printed() -> None:
    settings = Settings(telegram_token=SecretStr(TOKEN), webhook_secret=SecretStr("s3cret_value"))
    for text in (repr(settings), str(settings), str(settings.model_dump()), settings.model_dump_json()):
        assert TOKEN not in text
        assert "s3cret_value" not in text


def test_settings_cannot_be_changed_but_copied() -> None:
    settings = Settings()
    with pytest.raises(ValidationError):
        settings.log_level = "DEBUG"
    assert settings.model_copy(update={"log_level": "DEBUG"}).log_level == "DEBUG"
    assert settings.log_level == "INFO"


def test_settings_made_directly_do_not_read_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    assert Settings().telegram_token is None


def test_the_file_address_keeps_what_follows_the_token() -> None:
    settings = Settings(telegram_base_url="https://api.telegram.org/bot{token}/test")
    assert settings.base_file_url == "https://api.telegram.org/file/bot{token}/test"
