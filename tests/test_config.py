"""Settings: good by default, and a bad one stops the start with a line that says which, why, and what would do."""

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from mpt.config import ROOT, BadConfigError, Config, read_config

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


def test_nothing_needs_to_be_set() -> None:
    settings = read_config({})
    assert settings.data == ROOT / "data"
    assert settings.database_url == f"sqlite:///{ROOT / 'data' / 'mpt.sqlite3'}"
    assert (settings.host, settings.port, settings.public_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert (settings.workers, settings.proxies, settings.release_poll_seconds) == (2, 0, 2.0)
    assert (settings.sealing_key, settings.helpline_days) == ("", 180)
    assert settings.sealing_key_file == ROOT / "data" / "sealing.key"
    assert [line.number for line in settings.helplines] == ["12355", "12338", "12348", "110"]
    assert all(line.name["zh"] and line.name["en"] for line in settings.helplines)


def test_what_is_empty_is_not_set() -> None:
    names = ("MPT_DATA", "MPT_DATABASE_URL", "MPT_PUBLIC_URL", "MPT_HOST", "PORT", "MPT_WORKERS", "MPT_HELPLINES")
    assert read_config(dict.fromkeys(names, "")) == read_config({})


def test_everything_can_be_set(tmp_path: Path) -> None:
    settings = read_config(
        {
            "MPT_DATA": str(tmp_path),
            "MPT_DATABASE_URL": "postgresql://mpt:secret@db/mpt",
            "MPT_PUBLIC_URL": "https://mpt.example:8443/",
            "MPT_HOST": "0.0.0.0",
            "PORT": "80",
            "MPT_WORKERS": "64",
            "MPT_PROXIES": "2",
            "MPT_RELEASE_POLL_SECONDS": "0",
            "MPT_SEALING_KEY": KEY,
            "MPT_HELPLINE_DAYS": "30",
            "MPT_HELPLINES": "+86 400-000-0000 | 热线 | Line | | ;",
        }
    )
    assert (settings.data, settings.database_url) == (tmp_path, "postgresql://mpt:secret@db/mpt")
    assert (settings.public_url, settings.host, settings.port) == ("https://mpt.example:8443", "0.0.0.0", 80)
    assert (settings.workers, settings.proxies, settings.release_poll_seconds) == (64, 2, 0.0)
    assert (settings.sealing_key, settings.helpline_days) == (KEY, 30)
    (line,) = settings.helplines
    assert (line.number, line.name, line.hours) == (
        "+86 400-000-0000",
        {"zh": "热线", "en": "Line"},
        {"zh": "", "en": ""},
    )


def test_the_data_folder_is_where_the_command_was_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_config({"MPT_DATA": "data"}).data == tmp_path / "data"


def test_the_public_address_follows_the_port() -> None:
    assert read_config({"PORT": "9000"}).public_url == "http://127.0.0.1:9000"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "http"),
        ("PORT", "８０００"),
        ("PORT", " 80"),
        ("MPT_WORKERS", "0"),
        ("MPT_WORKERS", "65"),
        ("MPT_WORKERS", "-1"),
        ("MPT_PROXIES", "6"),
        ("MPT_PROXIES", "1.5"),
        ("MPT_RELEASE_POLL_SECONDS", "6"),
        ("MPT_PUBLIC_URL", "mpt.example"),
        ("MPT_PUBLIC_URL", "ftp://mpt.example"),
        ("MPT_PUBLIC_URL", "https://"),
        ("MPT_PUBLIC_URL", "https://mpt.example/app"),
        ("MPT_PUBLIC_URL", "https://mpt.example?a=b"),
        ("MPT_PUBLIC_URL", "https://mpt.example#top"),
        ("MPT_PUBLIC_URL", "https://me@mpt.example"),
        ("MPT_PUBLIC_URL", "https://[mpt.example"),
        ("MPT_PUBLIC_URL", "https://mpt.example:port"),
        ("MPT_PUBLIC_URL", "https://mpt.example:99999"),
        ("MPT_DATABASE_URL", "mysql://root@localhost/mpt"),
        ("MPT_DATABASE_URL", "/var/lib/mpt.sqlite3"),
        ("MPT_DATABASE_URL", "sqlite:///"),
        ("MPT_DATABASE_URL", "sqlite:///:memory:"),
        ("MPT_DATABASE_URL", "sqlite:///file:mpt?mode=memory&uri=true"),
        ("MPT_HELPLINES", "12355"),
        ("MPT_HELPLINES", "12355 | 热线 | | |"),
        ("MPT_HELPLINES", "12355 | | Line | |"),
        ("MPT_HELPLINES", "call us | 热线 | Line | |"),
        ("MPT_HELPLINES", "12355 | 热线 | Line | | ; 110"),
    ],
)
def test_a_value_that_cannot_be_used_stops_the_start_with_one_line_that_names_it(name: str, value: str) -> None:
    with pytest.raises(BadConfigError, match=name) as refused:
        read_config({name: value})
    message = str(refused.value)
    assert "\n" not in message
    assert "such as" in message


@pytest.mark.parametrize("url", ["mysql://mpt:secret@db/mpt", "postgres://mpt:secret@db/mpt"])
def test_a_refused_database_address_does_not_show_its_password(url: str) -> None:
    with pytest.raises(BadConfigError) as refused:
        read_config({"MPT_DATABASE_URL": url})
    assert "secret@" not in str(refused.value)


def test_days_are_those_of_the_workers_time_zone() -> None:
    assert read_config({}).timezone.key == "Asia/Shanghai"
    assert read_config({"MPT_TIMEZONE": "Asia/Ho_Chi_Minh"}).timezone.key == "Asia/Ho_Chi_Minh"


@pytest.mark.parametrize("name", ["Shanghai", "../etc/passwd", "/etc/localtime", "Asia", "\x00"])
def test_a_time_zone_that_is_none_stops_the_start(name: str) -> None:
    with pytest.raises(BadConfigError, match=r"MPT_TIMEZONE=.*such as Asia/Shanghai"):
        read_config({"MPT_TIMEZONE": name})


def test_a_language_without_its_own_words_for_a_helpline_gets_the_english() -> None:
    line = read_config({}).helplines[0]
    assert [line.name_in(tag) for tag in ("zh", "en", "vi")] == ["青少年服务热线", "Youth line", "Youth line"]
    assert line.hours_in("zh") == "各地时间不同"
    assert line.hours_in("vi") == line.hours_in("en") == "Hours vary by place"


def test_settings_do_not_change_while_we_run() -> None:
    settings: Config = read_config({})
    with pytest.raises(FrozenInstanceError):
        settings.port = 1  # type: ignore[misc]


@pytest.mark.parametrize("typed", [KEY[:-2], KEY + "A", "a secret sentence", f" {KEY}"])
def test_a_key_that_is_none_stops_the_start_and_is_not_shown(typed: str) -> None:
    with pytest.raises(BadConfigError, match="MPT_SEALING_KEY") as caught:
        read_config({"MPT_SEALING_KEY": typed})
    assert typed not in str(caught.value)
