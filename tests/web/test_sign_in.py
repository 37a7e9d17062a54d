"""Coming back with a name and a PIN; what was learned on this phone may come along."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask

from mpt.web.phone import COOKIE, OWNER_COOKIE
from tests.cast import AFANG, LAO_ZHOU, OUR_SITE, Person, Phone
from tests.sample import ALL_WRONG, HARD_DAYS, LISTENING
from tests.web.acts import (
    answer,
    at,
    certificate_code,
    complete,
    contents,
    counts,
    in_both_languages,
    in_each_language,
    on_sqlite,
    read,
    says,
    went_to,
    words,
)
from tests.web.hostile import ELSEWHERE, EVALUATED, TEXTS

WRONG = "Name and PIN don't fit together. Look at both once more."
RESTS = "Too many tries. To keep you safe, please wait 15 minutes; after very many, until tomorrow."


@pytest.fixture
def account(app: Flask) -> Iterator[Phone]:
    """Afang's own phone, her first lesson read and kept."""
    phone = Phone(app)
    read(phone, "hear-them")
    phone.keep(AFANG)
    return phone


def progress(phone: Phone) -> dict[str, list[str]]:
    """Return what the phone's owner has done."""
    return phone.client.get("/progress/sample").json


@in_each_language
def test_she_comes_back_and_goes_on(app: Flask, account: Phone, language: str) -> None:
    phone = Phone(app, language)
    page = phone.sign_in(AFANG)
    assert went_to(page) == f"/{language}/"
    assert says(page, language, "Go on where you were")
    assert progress(phone) == progress(account)


@in_each_language
def test_a_wrong_pin_and_an_unknown_name_are_told_the_same(app: Flask, account: Phone, language: str) -> None:
    wrong = Phone(app, language).sign_in(Person(AFANG.name, "402818"))
    unknown = Phone(app, language).sign_in(Person("阿方", "402818"))
    assert wrong.status_code == unknown.status_code == 422
    assert says(wrong, language, WRONG)
    assert wrong.get_data(as_text=True) == unknown.get_data(as_text=True).replace("阿方", AFANG.name)
    assert "402818" not in wrong.get_data(as_text=True)
    assert "Set-Cookie" not in wrong.headers


def test_five_wrong_pins_rest_the_account_even_for_the_right_one(app: Flask, account: Phone) -> None:
    guesser = Phone(app)
    for number in range(5):
        assert guesser.sign_in(Person(AFANG.name, f"90000{number}")).status_code == 422
    for language in ("zh", "en"):
        guesser.language = language
        page = guesser.sign_in(AFANG)
        assert page.status_code == 429
        assert says(page, language, RESTS)
    assert guesser.client.get_cookie(COOKIE) is None
    assert progress(account)["read"], "who is signed in stays signed in"
    # Behind the same address, another account gets in.
    other = Phone(app)
    other.keep(LAO_ZHOU)
    assert Phone(app).sign_in(LAO_ZHOU).status_code == 200


@on_sqlite
def test_other_spellings_of_a_name_are_the_same_account_to_the_throttle(app: Flask, phone: Phone) -> None:
    Phone(app).keep(LAO_ZHOU)
    for spelling in ("老周 88", "老周88", "老周-88", "老周８８", " 老周 8 8 "):
        phone.sign_in(Person(spelling, "900001"))
    assert phone.sign_in(LAO_ZHOU).status_code == 429


@on_sqlite
def test_signing_in_forgets_the_failures_before_it(app: Flask, account: Phone, phone: Phone) -> None:
    for _round in range(3):
        for _try in range(4):
            phone.sign_in(Person(AFANG.name, "900001"))
        assert phone.sign_in(AFANG).status_code == 200


@on_sqlite
def test_a_failure_counts_however_the_form_was_sent(app: Flask, account: Phone) -> None:
    """Whatever breaks on the way to the answer must not undo the count: that would be a door to guess through."""
    strange = [
        {"query_string": "then=%ff"},
        {"data": {"then": "//evil"}},
        {"data": {"along": "1" * 999}},
        {"headers": {"Accept-Language": "\xff;q=x"}},
        {"headers": {"Cookie": f"{COOKIE}=x"}},
    ]
    for extra in strange:
        data = {"name": AFANG.name, "pin": "900001", **extra.pop("data", {})}
        headers = {**OUR_SITE, **extra.pop("headers", {})}
        assert (
            app.test_client(use_cookies=False).post("/zh/sign-in", data=data, headers=headers, **extra).status_code
            == 422
        )
    assert Phone(app).sign_in(AFANG).status_code == 429


@on_sqlite
def test_a_query_that_is_no_text_tries_nothing(app: Flask, account: Phone) -> None:
    before = contents(app)
    for pin in ("900001", AFANG.pin):
        page = app.test_client().post(
            "/zh/sign-in",
            data={"name": AFANG.name, "pin": pin},
            headers=OUR_SITE,
            environ_overrides={"QUERY_STRING": "\xff"},
        )
        assert page.status_code == 400
    assert contents(app) == before


class TestProgressOfTwoPhones:
    """Something was learned on a phone before signing in there."""

    def test_with_her_yes_it_comes_along(self, app: Flask, account: Phone, phone: Phone) -> None:
        read(phone, "ask-once", "tonight")
        page = phone.get("/sign-in")
        assert 'name="along" value="1" checked' in page.get_data(as_text=True)
        phone.sign_in(AFANG, along="1")
        together = [f"{LISTENING}/{lesson}" for lesson in ("ask-once", "hear-them", "tonight")]
        assert progress(phone)["read"] == progress(account)["read"] == together

    def test_without_it_stays_behind(self, app: Flask, account: Phone, phone: Phone) -> None:
        read(phone, "ask-once", "tonight")
        phone.sign_in(AFANG)
        assert progress(phone)["read"] == progress(account)["read"] == [f"{LISTENING}/hear-them"]

    def test_done_here_beats_skipped_there(self, account: Phone, phone: Phone) -> None:
        account.post(at("skip", module=HARD_DAYS))
        read(phone, module=HARD_DAYS)
        answer(phone, module=HARD_DAYS)
        phone.sign_in(AFANG, along="1")
        assert progress(account)["done"] == [HARD_DAYS]
        assert progress(account)["skipped"] == []

    def test_two_halves_make_a_module_and_a_course(self, app: Flask, account: Phone, phone: Phone) -> None:
        answer(phone)
        read(phone, "ask-once", "tonight")
        phone.post(at("skip", module=HARD_DAYS))
        assert counts(app)["certificate"] == 0
        phone.sign_in(AFANG, along="1")
        assert progress(account)["done"] == [LISTENING]
        assert certificate_code(account) == certificate_code(phone)

    def test_a_certificate_earned_here_comes_along_and_stays_valid(
        self, app: Flask, account: Phone, phone: Phone
    ) -> None:
        code = complete(phone)
        phone.sign_in(AFANG, along="1")
        assert certificate_code(account) == code
        assert says(Phone(app).get(f"/verify/{code}"), "zh", "This certificate is valid")

    def test_each_phone_with_a_certificate_of_its_own_loses_none(
        self, app: Flask, account: Phone, phone: Phone
    ) -> None:
        hers, here = complete(account), complete(phone)
        phone.sign_in(AFANG, along="1")
        assert certificate_code(phone) == hers
        assert says(Phone(app).get(f"/verify/{hers}"), "zh", "This certificate is valid")
        page = Phone(app).get(f"/verify/{here}")
        assert says(page, "zh", "Another certificate took its place")
        assert f"/zh/verify/{hers}" in page.get_data(as_text=True)
        assert went_to(phone.get(f"/certificates/{here}", follow_redirects=True)) == f"/zh/certificates/{hers}"

    def test_results_come_along(self, account: Phone, phone: Phone) -> None:
        answer(phone, ALL_WRONG)
        phone.sign_in(AFANG, along="1")
        assert says(account.get(at("quiz/result")), "zh", "Not yet, and that's fine.")

    def test_the_cookie_from_before_opens_nothing_afterwards(self, app: Flask, account: Phone, phone: Phone) -> None:
        read(phone, "ask-once")
        old = phone.client.get_cookie(COOKIE)
        phone.sign_in(AFANG, along="1")
        thief = Phone(app)
        thief.client.set_cookie(COOKIE, old.value)
        assert progress(thief)["read"] == []
        assert AFANG.name not in words(thief.get("/me"))

    def test_signing_in_with_a_wrong_pin_loses_nothing(self, account: Phone, phone: Phone) -> None:
        read(phone, "ask-once")
        phone.sign_in(Person(AFANG.name, "900001"), along="1")
        assert progress(phone)["read"] == [f"{LISTENING}/ask-once"]


def test_on_a_shared_phone_one_account_never_swallows_another(app: Flask, account: Phone) -> None:
    Phone(app).keep(LAO_ZHOU)
    assert says(
        account.get("/sign-in"),
        "zh",
        "This phone is signed in as %(name)s. Signing in with another name changes that.",
        name=AFANG.name,
    )
    account.sign_in(LAO_ZHOU, along="1")
    assert progress(account)["read"] == []
    again = Phone(app)
    again.sign_in(AFANG)
    assert progress(again)["read"] == [f"{LISTENING}/hear-them"]


def test_where_there_is_no_progress_nothing_is_asked(account: Phone, phone: Phone) -> None:
    assert "along" not in phone.get("/sign-in").get_data(as_text=True)
    assert "along" not in account.get("/sign-in").get_data(as_text=True)
    phone.sign_in(AFANG, along="1")
    assert progress(phone) == progress(account)


@on_sqlite
def test_she_goes_on_to_where_she_wanted(app: Flask, phone: Phone, account: Phone) -> None:
    complete(account)
    code = certificate_code(account)
    page = phone.get(f"/certificates/{code}", follow_redirects=True)
    assert f'name="then" value="/zh/certificates/{code}"' in page.get_data(as_text=True)
    assert went_to(phone.sign_in(AFANG, then=f"/zh/certificates/{code}")) == f"/zh/certificates/{code}"


@on_sqlite
@pytest.mark.parametrize("then", ELSEWHERE)
def test_nobody_is_sent_elsewhere(app: Flask, account: Phone, then: str) -> None:
    for place in ({"query_string": {"then": then}}, {"data": {"then": then}}):
        phone = Phone(app)
        data = {"name": AFANG.name, "pin": AFANG.pin, **place.pop("data", {})}
        done = phone.post("/sign-in", data, follow_redirects=False, **place)
        assert done.status_code == 303
        assert done.headers["Location"] == "/zh/"
    page = Phone(app).get("/sign-in", query_string={"then": then})
    assert 'name="then"' not in page.get_data(as_text=True)


@on_sqlite
@pytest.mark.parametrize(
    "then",
    [
        "/zh/me",
        "/en/",
        "/zh/sign-out",
        '/zh/"><script>',
        "/.//evil.example",
        "/zh/课程",
        "/%0d%0aSet-Cookie:a=b",
        "/%5cevil.example",
        "/?//evil",
    ],
)
def test_wherever_it_leads_it_is_ours(app: Flask, account: Phone, then: str) -> None:
    phone = Phone(app)
    assert "<script>" not in phone.get("/sign-in", query_string={"then": then}).get_data(as_text=True)
    done = phone.post("/sign-in", {"name": AFANG.name, "pin": AFANG.pin, "then": then}, follow_redirects=False)
    place = urlsplit(done.headers["Location"])
    assert (place.scheme, place.netloc) == ("", "")
    assert done.headers["Location"].startswith("/")
    assert not done.headers["Location"].startswith("//")
    assert {cookie.partition("=")[0] for cookie in done.headers.getlist("Set-Cookie")} == {COOKIE, OWNER_COOKIE}


@in_each_language
def test_hostile_names_and_pins_open_nothing_and_break_nothing(app: Flask, account: Phone, language: str) -> None:
    before = counts(app)
    phone = Phone(app, language)
    for text in TEXTS:
        for data in (
            {"name": text, "pin": text, "then": text, "along": text},
            {"name": AFANG.name + text, "pin": AFANG.pin},
            {"name": "老周", "pin": AFANG.pin + text},
        ):
            page = phone.post("/sign-in", data)
            assert page.status_code in ({400} if "\0" in text else {413, 422, 429})
            html = page.get_data(as_text=True)
            assert "<script>alert" not in html
            assert "<img src=x" not in html
            assert EVALUATED not in html
            assert "\u202e" not in html
    after = counts(app)
    assert {**after, "sign_in_failure": 0} == {**before, "sign_in_failure": 0}
    assert phone.client.get_cookie(COOKIE) is None


@in_both_languages
@on_sqlite
def test_an_empty_form_opens_nothing(app: Flask, account: Phone, phone: Phone, language: str) -> None:
    phone.keep(Person("一", "402817"))
    for data in (
        {},
        {"name": "", "pin": ""},
        {"name": "", "pin": "402817"},
        {"name": "-", "pin": "402817"},
        {"pin": AFANG.pin},
        {"name": AFANG.name},
    ):
        page = Phone(app, language).post("/sign-in", data)
        assert page.status_code in {422, 429}
        assert "Set-Cookie" not in page.headers


@on_sqlite
@pytest.mark.parametrize(
    "cookie", ["", "x", "a" * 3000, '"\\355\\240\\200"', "\xff", "'; DROP TABLE sign_in", "\\0", "None"]
)
def test_made_up_cookies_open_nothing(app: Flask, account: Phone, cookie: str) -> None:
    for name in (COOKIE, "remember_token", "session"):
        page = app.test_client(use_cookies=False).get("/zh/me", headers={"Cookie": f"{name}={cookie}"})
        assert page.status_code == 200
        assert says(page, "zh", "Learned here before?")


@on_sqlite
@pytest.mark.parametrize("other", ["remember_token=1|abc", "session=x", "=x", "=", ";;;=;"])
def test_other_cookies_of_the_same_host_dont_hide_ours(app: Flask, account: Phone, other: str) -> None:
    ours = account.client.get_cookie(COOKIE)
    page = app.test_client(use_cookies=False).get("/zh/me", headers={"Cookie": f"{other}; {COOKIE}={ours.value}"})
    assert AFANG.name in words(page)
