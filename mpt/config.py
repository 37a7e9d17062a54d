"""Everything that differs between installations, read once from the environment.

A bad value stops the start with one line that names the variable, what is wrong with it and an example that works:
a server that starts with half a configuration loses data later, at night.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

PUBLIC_LINES = (
    "12355 | 青少年服务热线 | Youth line | 各地时间不同 | Hours vary by place;"
    "12338 | 妇女维权热线 | Women's rights line | 各地时间不同 | Hours vary by place;"
    "12348 | 法律援助热线 | Legal aid line | 各地时间不同 | Hours vary by place;"
    "110 | 报警（有危险时） | Police (in danger) | 全天 | Day and night"
)
"""China's public lines (CURRICULUM 5, module 4.5): what a parent sees where an installation has named no line of its own."""

ROOT = Path(__file__).resolve().parent.parent


class BadConfigError(Exception):
    """A variable has a value that can't be used; the text says which, why, and what would do."""


@dataclass(frozen=True, slots=True)
class Helpline:
    """One line a parent can call. `hours` is as the installation words it, per language; empty where always open."""

    number: str
    name: Mapping[str, str]
    hours: Mapping[str, str]

    def name_in(self, language: str) -> str:
        """Return the name in `language`; languages without one of their own get the English."""
        return self.name.get(language, self.name["en"])

    def hours_in(self, language: str) -> str:
        """Return the hours in `language`; languages without their own get the English."""
        return self.hours.get(language, self.hours["en"])


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one installation.

    `public_url` has no slash at its end and stands in QR codes and join links. `proxies` is how many trusted proxies
    stand in front. `timezone` is where the days on certificates begin. `release_poll_seconds` is how old a process's
    knowledge of the current releases may be. `sealing_key` is what a setting says of the key that texts are encrypted with;
    empty where it's a file of the data folder. `helpline_days` is for how many days after its last message a
    case is kept.
    """

    data: Path
    database_url: str
    public_url: str
    host: str
    port: int
    workers: int
    proxies: int
    helplines: tuple[Helpline, ...]
    timezone: ZoneInfo
    release_poll_seconds: float
    sealing_key: str
    helpline_days: int

    @property
    def sealing_key_file(self) -> Path:
        """Where the key is that texts are encrypted with, unless a setting has it."""
        return self.data / "sealing.key"


def read_config(environ: Mapping[str, str]) -> Config:
    """Read the configuration from `environ`. Raises BadConfigError for the first value that can't be used."""
    data = Path(environ.get("MPT_DATA") or ROOT / "data").absolute()
    port = _whole(environ, "PORT", 8000, least=1, most=65535)
    return Config(
        data=data,
        database_url=_database_url(environ, data),
        public_url=_public_url(environ, port),
        host=environ.get("MPT_HOST") or "127.0.0.1",
        port=port,
        workers=_whole(environ, "MPT_WORKERS", 2, least=1, most=64),
        proxies=_whole(environ, "MPT_PROXIES", 0, least=0, most=5),
        helplines=_helplines(environ),
        timezone=_timezone(environ),
        release_poll_seconds=float(_whole(environ, "MPT_RELEASE_POLL_SECONDS", 2, least=0, most=5)),
        sealing_key=_sealing_key(environ),
        helpline_days=_whole(environ, "MPT_HELPLINE_DAYS", 180, least=1, most=3650),
    )


def _whole(environ: Mapping[str, str], name: str, default: int, *, least: int, most: int) -> int:
    text = environ.get(name) or str(default)
    if not re.fullmatch(r"[0-9]{1,6}", text) or not least <= int(text) <= most:
        raise BadConfigError(f"{name}={text!r}: must be a whole number from {least} to {most}, such as {default}")
    return int(text)


def _database_url(environ: Mapping[str, str], data: Path) -> str:
    url = environ.get("MPT_DATABASE_URL") or f"sqlite:///{data / 'mpt.sqlite3'}"
    if not url.startswith(("sqlite:///", "postgresql://")):
        # The value may hold a password, so only its scheme is shown.
        scheme = url.split(":", 1)[0]
        raise BadConfigError(
            f"MPT_DATABASE_URL begins with {scheme!r}: must begin with 'sqlite:///' or 'postgresql://', "
            "such as postgresql://mpt@localhost/mpt"
        )
    if re.fullmatch(r"sqlite:///(:memory:|file:.*)?(\?.*)?", url):
        raise BadConfigError(
            "MPT_DATABASE_URL names no file, and a database in memory is lost with its process: "
            "must name one, such as sqlite:////var/lib/mpt/mpt.sqlite3"
        )
    return url


def _public_url(environ: Mapping[str, str], port: int) -> str:
    url = (environ.get("MPT_PUBLIC_URL") or f"http://127.0.0.1:{port}").rstrip("/")
    if not _is_origin(url):
        raise BadConfigError(f"MPT_PUBLIC_URL={url!r}: must be an address without a path, such as https://mpt.example")
    return url


def _is_origin(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    rest = parts.path or parts.query or parts.fragment or parts.username is not None
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and port != 0 and not rest


def _timezone(environ: Mapping[str, str]) -> ZoneInfo:
    name = environ.get("MPT_TIMEZONE") or "Asia/Shanghai"
    try:
        return ZoneInfo(name)
    except (ValueError, ZoneInfoNotFoundError, OSError):
        raise BadConfigError(f"MPT_TIMEZONE={name!r}: must be a place's time zone, such as Asia/Shanghai") from None


def _sealing_key(environ: Mapping[str, str]) -> str:
    text = environ.get("MPT_SEALING_KEY") or ""
    # The value is a secret, so it isn't shown.
    if text and not re.fullmatch(r"[A-Za-z0-9_-]{43}=", text):
        raise BadConfigError("MPT_SEALING_KEY isn't a key: must be what `mpt key` prints, 44 signs with = at its end")
    return text


def _helplines(environ: Mapping[str, str]) -> tuple[Helpline, ...]:
    """Read `number | name zh | name en | hours zh | hours en` lines, parted by semicolons, from MPT_HELPLINES."""
    text = environ.get("MPT_HELPLINES") or PUBLIC_LINES
    return tuple(_helpline(entry) for entry in text.split(";") if entry.strip())


def _helpline(entry: str) -> Helpline:
    parts = [part.strip() for part in entry.split("|")]
    if len(parts) != 5 or not re.fullmatch(r"\+?[0-9][0-9 -]{1,20}", parts[0]) or not parts[1] or not parts[2]:
        raise BadConfigError(
            f"MPT_HELPLINES has {entry.strip()!r}: each line is 'number | name zh | name en | hours zh | hours en', "
            "such as '12355 | 青少年热线 | Youth line | 各地时间不同 | Hours vary'"
        )
    number, name_zh, name_en, hours_zh, hours_en = parts
    return Helpline(number, {"zh": name_zh, "en": name_en}, {"zh": hours_zh, "en": hours_en})
