from datetime import time
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bot.environment import doubts, load_settings
from bot.settings import BUNDLED_RELEASES, Settings, SettingsError, StaffAccess

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
        "ALERT_URL": "https://alerts.example.go.kr/hook",
        "LOG_LEVEL": "debug",
        "LOG_FORMAT": "JSON",
        "STOP_SECONDS": "20",
    }
    in_files = {"TELEGRAM_TOKEN_FILE", "WEBHOOK_SECRET_FILE"}
    assert set(given) | in_files == {name.upper() for name in Settings.model_fields}
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
    assert (settings.log_level, settings.log_format) == ("DEBUG", "json")
    assert settings.secrets == (TOKEN, "s3cret_value", "https://alerts.example.go.kr/hook")
    assert settings.stop_seconds == 20


def test_a_file_is_read_and_the_environment_wins_over_it(
    bare_environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = "\ufeffTELEGRAM_TOKEN=\nADMIN_IDS=1,2\nLOG_LEVEL=ERROR\n"
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
        ALERT_URL="ops@example.go.kr",
        LOG_LEVEL="loud",
        LOG_FORMAT="xml",
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
        "ALERT_URL",
        "LOG_LEVEL",
        "LOG_FORMAT",
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


def test_a_name_in_the_file_that_is_no_setting_is_a_fault_with_the_nearest_one(
    bare_environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bare_environment / ".env").write_text("TELEGRAM_TOKN=1\nadmin_id=5\nHTTPS_PROXY=http://x\n", encoding="utf-8")
    token, admin, other = faults_of(monkeypatch)
    assert token.startswith("TELEGRAM_TOKN: ")
    assert "TELEGRAM_TOKEN" in token
    assert "ADMIN_IDS" in admin
    assert other.startswith("HTTPS_PROXY: ")


def test_in_the_environment_only_what_is_nearly_a_setting_is_pointed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert doubts(load_settings()) == ()
    for name in ("TELEGRAM_TOKN", "ADMIN_ID", "LISTEN_FDS", "LOG_DIR", "HTTPS_PROXY", "OF_ANOTHER_PROGRAM"):
        monkeypatch.setenv(name, "1")
    assert {one.partition(":")[0] for one in doubts(load_settings())} == {"TELEGRAM_TOKN", "ADMIN_ID"}


def test_secrets_are_read_from_files_of_their_own(bare_environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("token", f"{TOKEN}\n"), ("secret", "s3cret_value")):
        (bare_environment / name).write_text(value, encoding="utf-8")
        (bare_environment / name).chmod(0o600)
    (bare_environment / ".env").write_text("TELEGRAM_TOKEN=\nTELEGRAM_TOKEN_FILE=token\n", encoding="utf-8")
    (bare_environment / ".env").chmod(0o600)
    monkeypatch.setenv("WEBHOOK_SECRET_FILE", str(bare_environment / "secret"))
    monkeypatch.setenv("WEBHOOK_URL", "https://bot.example.go.kr/hook")
    settings = load_settings()
    assert settings.secrets == (TOKEN, "s3cret_value")
    assert doubts(settings) == ()


@pytest.mark.parametrize("content", [None, b"", b"\xff", b"no token"], ids=["missing", "empty", "no text", "wrong"])
def test_a_file_without_a_secret_is_a_fault_that_names_it(
    bare_environment: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    if content is not None:
        (bare_environment / "token").write_bytes(content)
    (fault,) = faults_of(monkeypatch, TELEGRAM_TOKEN_FILE="token")
    assert fault.startswith("TELEGRAM_TOKEN")
    assert "no token" not in fault


def test_a_secret_is_given_once(bare_environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (bare_environment / "token").write_text(TOKEN, encoding="utf-8")
    (fault,) = faults_of(monkeypatch, TELEGRAM_TOKEN_FILE="token", TELEGRAM_TOKEN=TOKEN)
    assert fault.startswith("TELEGRAM_TOKEN_FILE: ")


def test_a_file_with_secrets_that_everybody_may_read_is_pointed_out(bare_environment: Path) -> None:
    (bare_environment / ".env").write_text(f"TELEGRAM_TOKEN={TOKEN}\n", encoding="utf-8")
    (bare_environment / ".env").chmod(0o644)
    (doubt,) = doubts(load_settings())
    assert "chmod 600 .env" in doubt
    (bare_environment / ".env").chmod(0o600)
    assert doubts(load_settings()) == ()
