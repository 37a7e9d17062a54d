"""Languages: each reader gets one, and every word of the interface is in it."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from mpt.i18n import (
    LANGUAGES,
    LOCALES,
    TRANSLATIONS,
    Catalogue,
    catalogue,
    direction_of,
    is_known,
    lender_of,
    locale_of,
    name_of,
    negotiate,
)

ROOT = Path(__file__).resolve().parent.parent
PLACE = re.compile(r"%\((\w+)\)s")


def po(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="session")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Every message that the code says, found as `make catalogues` finds them."""
    target = tmp_path_factory.mktemp("extracted") / "messages.pot"
    babel = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "babel.cfg", "-k", "N_"]
    subprocess.run([*babel, "-o", str(target), "."], cwd=ROOT, check=True)
    return po(target)


@pytest.fixture(params=LANGUAGES)
def translated(request: pytest.FixtureRequest) -> Catalog:
    """The catalogue of each language."""
    return po(TRANSLATIONS / request.param / "LC_MESSAGES" / "messages.po")


def said(messages: Catalog) -> dict[str, Message]:
    """Return messages by what they say in English, the singular where there are two forms."""
    return {_forms(message.id)[0]: message for message in messages if message.id}


def _forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def places(text: str) -> list[str]:
    return sorted(PLACE.findall(text))


# Catalogues


def test_the_code_says_something(extracted: Catalog) -> None:
    assert len(extracted) > 100


def test_every_message_is_in_every_catalogue_and_no_other_is(extracted: Catalog, translated: Catalog) -> None:
    code, catalogue_ = said(extracted), said(translated)
    assert sorted(code.keys() - catalogue_.keys()) == [], "run make catalogues"
    assert sorted(catalogue_.keys() - code.keys()) == [], "run make catalogues"
    assert not translated.obsolete


def test_every_message_has_the_forms_that_the_code_asks_for(extracted: Catalog, translated: Catalog) -> None:
    there = said(translated)
    assert [text for text, message in said(extracted).items() if _forms(message.id) != _forms(there[text].id)] == []


def test_every_message_is_translated_into_chinese() -> None:
    chinese = said(po(TRANSLATIONS / "zh" / "LC_MESSAGES" / "messages.po"))
    assert [text for text, message in chinese.items() if not all(_forms(message.string))] == []


def test_no_translation_is_a_guess(translated: Catalog) -> None:
    assert [text for text, message in said(translated).items() if message.fuzzy] == []


def test_translations_have_the_places_of_the_message(translated: Catalog) -> None:
    wrong = [
        text
        for text, message in said(translated).items()
        for form in filter(None, _forms(message.string))
        if places(form) != places(_forms(message.id)[-1])
    ]
    assert wrong == []


def test_every_message_and_translation_can_be_filled(translated: Catalog) -> None:
    for message in said(translated).values():
        for form in (*_forms(message.id), *_forms(message.string)):
            form % dict.fromkeys(places(form), "x")  # a stray per cent sign would raise


def test_every_language_has_a_catalogue_and_a_locale() -> None:
    assert LOCALES.keys() == LANGUAGES.keys()
    assert {path.name for path in TRANSLATIONS.iterdir() if path.is_dir()} == set(LANGUAGES)
    for language in LANGUAGES:
        assert catalogue(language) is catalogue(language)


@pytest.mark.parametrize(("language", "lender"), [("vi", "en"), ("zh-Hant", "zh"), ("xx", "en"), ("en", "en")])
def test_a_language_without_a_catalogue_borrows_its_words(language: str, lender: str) -> None:
    assert lender_of(language) == lender
    assert catalogue(language).language == language
    assert catalogue(language).gettext("Courses") == catalogue(lender).gettext("Courses")
    assert catalogue(language).ngettext("%(n)s minute", "%(n)s minutes", 1) == catalogue(lender).ngettext(
        "%(n)s minute", "%(n)s minutes", 1
    )


@pytest.mark.parametrize(
    ("language", "name", "locale", "direction", "day"),
    [
        ("zh", "中文", "zh_Hans_CN", "ltr", "2026年11月24日"),
        ("vi", "Tiếng Việt", "vi", "ltr", "24 tháng 11, 2026"),
        ("my", "မြန်မာ", "my", "ltr", "2026 နိုဝင်ဘာ 24"),
        ("ur", "اردو", "ur", "rtl", "24 نومبر، 2026"),
        ("xx", "xx", "en_GB", "ltr", "24 November 2026"),
    ],
)
def test_what_is_known_of_a_language_that_is_new_here(
    language: str, name: str, locale: str, direction: str, day: str
) -> None:
    assert (name_of(language), locale_of(language), direction_of(language)) == (name, locale, direction)
    assert catalogue(language).day(date(2026, 11, 24)) == day
    assert is_known(language) is (language != "xx")


# What is said


@pytest.fixture
def words() -> Catalogue:
    """A catalogue with one message of each kind, and one of each that isn't translated yet."""
    messages = Catalog(locale="en")
    messages.add("Welcome", "欢迎")
    messages.add("Not yet", "")
    messages.add(("%(n)s lesson of %(all)s", "%(n)s lessons of %(all)s"), ("一课", "%(n)s课（共%(all)s课）"))
    messages.add(("%(n)s day", "%(n)s days"), ("", ""))
    return Catalogue("zh", messages)


def test_a_message_is_said_in_the_language(words: Catalogue) -> None:
    assert words.gettext("Welcome") == "欢迎"
    assert words.ngettext("%(n)s lesson of %(all)s", "%(n)s lessons of %(all)s", 3, all=8) == "3课（共8课）"
    assert words.ngettext("%(n)s lesson of %(all)s", "%(n)s lessons of %(all)s", 1, all=8) == "一课"


@pytest.mark.parametrize(("n", "days"), [(0, "0 days"), (1, "1 day"), (2, "2 days")])
def test_a_message_without_a_translation_is_said_as_it_is_written(words: Catalogue, n: int, days: str) -> None:
    assert words.gettext("Not yet") == "Not yet"
    assert words.gettext("%(name)s isn't known", name="x") == "x isn't known"
    assert words.ngettext("%(n)s day", "%(n)s days", n) == days


@pytest.mark.parametrize(("language", "minutes"), [("zh", "5分钟"), ("en", "5 minutes")])
def test_numbers_of_things_are_said_in_each_language(language: str, minutes: str) -> None:
    said_here = catalogue(language).ngettext("%(n)s minute", "%(n)s minutes", 5)
    assert said_here.replace(" ", "") == minutes.replace(" ", "")


@pytest.mark.parametrize(("language", "written"), [("zh", "2026年11月24日"), ("en", "24 November 2026")])
def test_a_day_is_written_as_the_language_does(language: str, written: str) -> None:
    assert catalogue(language).day(date(2026, 11, 24)) == written


# Which language


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (["zh-CN", "zh", "en"], "zh"),
        (["zh-Hans-CN", "en"], "zh"),
        (["zh-TW"], "zh"),
        (["en-US", "en", "zh"], "en"),
        (["EN-gb"], "en"),
        (["vi-VN", "en"], "en"),
        (["vi", "fr"], "zh"),
        (["*"], "zh"),
        ([""], "zh"),
        ([], "zh"),
        (["english", "en"], "en"),
    ],
)
def test_a_browser_gets_its_best_language_of_ours_or_chinese(accepted: list[str], language: str) -> None:
    assert negotiate(accepted) == language


@pytest.mark.parametrize(
    ("accepted", "language"),
    [(["vi-VN", "en"], "vi"), (["zh-Hant-TW", "en"], "zh-Hant"), (["zh-CN"], "zh"), (["vin"], "zh"), (["VI"], "vi")],
)
def test_a_browser_gets_the_language_of_a_course_too(accepted: list[str], language: str) -> None:
    assert negotiate(accepted, ["zh", "en", "vi", "zh-Hant"]) == language
