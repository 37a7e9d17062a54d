"""Requests that change something are taken from our own pages alone."""

import pytest
from flask import Flask

from mpt.config import Config, read_config
from tests.cast import AFANG, Phone
from tests.sample import ALL_RIGHT, HARD_DAYS
from tests.web.acts import at, complete, contents, form, in_each_language, on_sqlite, read, says

HERE = "http://localhost"
REFUSED = {
    "another site": {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    "another site that says it's us": {"Sec-Fetch-Site": "cross-site", "Origin": HERE},
    "a neighbour": {"Sec-Fetch-Site": "same-site", "Origin": "http://other.localhost"},
    "nobody's page": {"Sec-Fetch-Site": "none"},
    "an empty word": {"Sec-Fetch-Site": ""},
    "another case": {"Sec-Fetch-Site": "Same-Origin"},
    "two words": {"Sec-Fetch-Site": "same-origin, cross-site"},
    "an old browser from elsewhere": {"Origin": "https://evil.example"},
    "an old browser from a sandbox": {"Origin": "null"},
    "an old browser without a word": {},
    "an empty origin": {"Origin": ""},
    "another port": {"Origin": f"{HERE}:8080"},
    "our name in theirs": {"Origin": f"{HERE}.evil.example"},
    "our name before an @": {"Origin": f"{HERE}@evil.example"},
    "our name after an @": {"Origin": "http://evil.example@localhost"},
    "a path": {"Origin": f"{HERE}/"},
    "a half address": {"Origin": "//localhost"},
    "another scheme": {"Origin": "ftp://localhost"},
    "no address": {"Origin": "http://["},
    "a port that is none": {"Origin": f"{HERE}:99999999"},
    "a referer alone": {"Referer": f"{HERE}/zh/"},
}


def acts(code: str, certificate: str) -> dict[str, dict[str, object]]:
    """Return every form of ours, filled so that it would change something."""
    return {
        at("ask-once", module=HARD_DAYS): {},
        at("quiz"): form({**ALL_RIGHT, "q-late": frozenset({0})}),
        at("skip", module=HARD_DAYS): {},
        f"/join/{code}": {},
        "/keep": {"name": AFANG.name, "pin": AFANG.pin},
        "/sign-in": {"name": AFANG.name, "pin": "900001"},
        f"/certificates/{certificate}": {"name": "王小芳", "sure": "1"},
        "/sign-out": {"everywhere": "1"},
    }


@in_each_language
def test_what_comes_from_elsewhere_is_refused_and_changes_nothing(app: Flask, factory_code: str, language: str) -> None:
    phone = Phone(app, language)
    certificate = complete(phone)
    before = contents(app)
    for case, headers in REFUSED.items():
        for visitor in (phone, Phone(app, language)):
            for path, data in acts(factory_code, certificate).items():
                page = visitor.post(path, data, headers=headers)
                assert page.status_code == 403, (case, path)
                assert "Set-Cookie" not in page.headers
        assert says(page, language, "That came from somewhere else"), case
    assert contents(app) == before


@in_each_language
def test_what_comes_from_our_pages_is_taken(app: Flask, factory_code: str, language: str) -> None:
    phone = Phone(app, language)
    certificate = complete(phone)
    for path, data in acts(factory_code, certificate).items():
        before = contents(app)
        page = phone.post(path, data, headers={"Sec-Fetch-Site": "same-origin", "Origin": "null"})
        assert page.status_code in {200, 422}, path
        assert contents(app) != before or path in {at("ask-once", module=HARD_DAYS), at("skip", module=HARD_DAYS)}, path


@on_sqlite
@pytest.mark.parametrize("host", ["localhost", "mpt.example", "mpt.example:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_an_old_browser_passes_by_its_origin(app: Flask, host: str) -> None:
    for scheme in ("http", "https"):  # where TLS ends before us, we are asked over http
        phone = Phone(app)
        page = phone.post(
            at("hear-them"), headers={"Origin": f"{scheme}://{host}", "Host": host}, follow_redirects=False
        )
        assert page.status_code == 303


@on_sqlite
def test_looking_needs_no_origin(phone: Phone) -> None:
    read(phone, "hear-them")
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "none"}, {"Origin": "null"}):
        for path in ("/", "/me", at("hear-them")):
            assert phone.get(path, headers=headers).status_code == 200


class TestBehindAProxy:
    """An installation with one proxy in front."""

    @pytest.fixture
    def settings(self, settings: Config) -> Config:
        """Trusts one proxy."""
        return read_config(
            {"MPT_DATABASE_URL": settings.database_url, "MPT_PROXIES": "1", "MPT_PUBLIC_URL": "https://mpt.example"}
        )

    @on_sqlite
    def test_an_old_browser_passes_there_too(self, phone: Phone) -> None:
        headers = {
            "Origin": "https://mpt.example",
            "Host": "mpt.example",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "10.0.0.1",
        }
        assert phone.post(at("hear-them"), headers=headers, follow_redirects=False).status_code == 303
