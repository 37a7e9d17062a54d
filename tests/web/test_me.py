"""My learning: everything of one's own on one page."""

from flask import Flask

from mpt.i18n import catalogue
from mpt.services.publishing import publish
from tests.cast import AFANG, Phone
from tests.sample import HARD_DAYS, SAMPLE, sample_folder
from tests.web.acts import (
    answer,
    at,
    certificate_code,
    complete,
    in_both_languages,
    in_each_language,
    on_sqlite,
    read,
    says,
    went_to,
    words,
    writing,
)


@in_both_languages
@on_sqlite
def test_nothing_learned_yet_is_said_with_a_way_to_begin(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    page = phone.get("/me")
    assert says(page, language, "Nothing here yet. Read one lesson, and it will be here.")
    assert says(page, language, "Learned here before?")
    assert f'href="/{language}/"' in page.get_data(as_text=True)


@in_each_language
def test_what_was_read_done_and_left_out_is_there(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    read(phone)
    answer(phone)
    phone.post(at("skip", module=HARD_DAYS))
    page = phone.get("/me")
    assert says(page, language, "%(done)s of %(all)s modules done", done=2, all=2) or "2" in words(page)
    assert says(page, language, "done")
    assert says(page, language, "left out")
    assert says(page, language, "Certificate")
    assert page.headers["Cache-Control"] == "private, no-store"


@in_both_languages
@on_sqlite
def test_a_module_begun_says_how_long_it_still_takes(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    read(phone, "hear-them")
    assert {"zh": "还剩 3 分钟", "en": "3 minutes left"}[language] in words(phone.get("/me"))


@in_both_languages
@on_sqlite
def test_without_a_name_it_asks_to_keep_and_with_one_says_whose_it_is(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    read(phone, "hear-them")
    assert says(phone.get("/me"), language, "Clear this phone")
    page = phone.keep(AFANG)
    assert went_to(page) == f"/{language}/me"
    assert AFANG.name in words(page)
    assert says(page, language, "Kept. On any phone, sign in with this name and your PIN.")
    assert not says(phone.get("/me"), language, "Clear this phone")


@in_each_language
def test_her_factories_are_there_with_what_they_see(app: Flask, factory_code: str, language: str) -> None:
    phone = Phone(app, language)
    phone.post(f"/join/{factory_code}")
    page = phone.get("/me")
    assert {"zh": "青石电子厂", "en": "Bluestone Electronics"}[language] in words(page)
    assert says(page, language, "Your factory never sees:")


def test_the_page_is_ones_own(phone: Phone, second_phone: Phone) -> None:
    complete(phone)
    phone.keep(AFANG)
    page = second_phone.get("/me")
    assert AFANG.name not in words(page)
    assert "/certificates/" not in page.get_data(as_text=True)


def test_after_a_release_with_fewer_modules_the_count_is_of_what_there_is(app: Flask, phone: Phone) -> None:
    complete(phone)
    folder = {path: data for path, data in sample_folder().items() if not path.startswith("02-")}
    folder["course.toml"] = folder["course.toml"].rpartition(b"[[module]]")[0]
    with writing(app) as session:
        publish(session, SAMPLE, folder)
    for page in ("/", "/me"):
        html = phone.get(page).get_data(as_text=True)
        assert catalogue("zh").gettext("%(done)s of %(all)s modules done", done=1, all=1) in html
    assert certificate_code(phone)
