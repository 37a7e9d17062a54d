"""Whom to call: the page that must stand whatever else falls."""

import pytest
from flask import Flask

from mpt.config import Config, read_config
from tests.cast import AFANG, Phone
from tests.web.acts import database_of, in_both_languages, on_sqlite, says, words

pytestmark = on_sqlite


@in_both_languages
def test_each_line_has_a_name_hours_and_a_number_to_press(app: Flask, language: str) -> None:
    page = Phone(app, language).get("/help")
    html = page.get_data(as_text=True)
    for number in ("12355", "12338", "12348", "110"):
        assert f'href="tel:{number}"' in html
        assert says(page, language, "Call %(number)s", number=number)
    assert {"zh": "妇女维权热线", "en": "Women's rights line"}[language] in words(page)
    assert says(page, language, "Is somebody in danger right now? Call the police first.")


class TestAnInstallationsOwnLines:
    """An installation names its own lines."""

    @pytest.fixture
    def settings(self, settings: Config) -> Config:
        """One line, always open."""
        environ = {
            "MPT_DATABASE_URL": settings.database_url,
            "MPT_HELPLINES": "+86 400 123-4567 | <心语> | <Heart> & soul | | ",
        }
        return read_config(environ)

    @in_both_languages
    def test_they_replace_the_public_ones(self, app: Flask, language: str) -> None:
        page = Phone(app, language).get("/help")
        assert 'href="tel:+86400123-4567"' in page.get_data(as_text=True)
        assert {"zh": "<心语>", "en": "<Heart> & soul"}[language] in page.get_data(as_text=True).replace(
            "&lt;", "<"
        ).replace("&gt;", ">").replace("&amp;", "&")
        assert "12355" not in words(page)


@in_both_languages
def test_it_stands_when_the_database_is_gone_also_for_who_is_signed_in(
    app: Flask, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = Phone(app, language)
    phone.keep(AFANG)

    def gone(**_: object) -> None:
        raise ConnectionError("the database is gone")

    monkeypatch.setattr(type(database_of(app)), "session", gone)
    assert says(phone.get("/help"), language, "Somebody to talk to")


@in_both_languages
def test_it_remembers_nobody(app: Flask, language: str) -> None:
    page = Phone(app, language).get("/help")
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "private, no-store"
