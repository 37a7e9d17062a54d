"""Keeping one's progress: a name and a PIN, and nothing else."""

import pytest
from flask import Flask

from mpt.web.phone import COOKIE
from tests.cast import AFANG, LAO_ZHOU, OUR_SITE, Person, Phone
from tests.web.acts import contents, counts, in_each_language, on_sqlite, read, says, went_to, words
from tests.web.hostile import EVALUATED, MARKUP, SQL, SWELLING, TEMPLATE, TEXTS

REFUSED = {
    "no name": ("", "402817", "Please write a name. It can be any name you'll remember."),
    "spaces": (" 　 ", "402817", "Please write a name. It can be any name you'll remember."),
    "hyphens": ("---", "402817", "Please write a name. It can be any name you'll remember."),
    "long name": ("芳" * 41, "402817", "That's too long. Please use 40 characters or fewer."),
    "very long name": ("芳" * 3000, "402817", "That's too long. Please use 40 characters or fewer."),
    "swelling name": (SWELLING, "402817", "That's too long. Please use 40 characters or fewer."),
    "zero width": ("阿\u200b芳", "402817", "There are invisible characters in it. Please type it again by hand."),
    "bidi": ("\u202egnahZ\u202c", "402817", "There are invisible characters in it. Please type it again by hand."),
    "control": ("阿\x1b[31m芳", "402817", "There are invisible characters in it. Please type it again by hand."),
    "no PIN": ("阿芳", "", "The PIN is 6 digits, such as the ones on a number lock."),
    "short PIN": ("阿芳", "40281", "The PIN is 6 digits, such as the ones on a number lock."),
    "long PIN": ("阿芳", "4028170", "The PIN is 6 digits, such as the ones on a number lock."),
    "very long PIN": ("阿芳", "402817" * 1000, "The PIN is 6 digits, such as the ones on a number lock."),
    "letters": ("阿芳", "40281a", "The PIN is 6 digits, such as the ones on a number lock."),
    "easy PIN": ("阿芳", "123456", "That PIN is too easy to guess. Please choose another, and no birthday."),
    "birthday": ("阿芳", "900101", "That PIN is too easy to guess. Please choose another, and no birthday."),
    "PIN in the name": (
        "13800402817",
        "402817",
        "That PIN is too easy to guess. Please choose another, and no birthday.",
    ),
}


@in_each_language
def test_progress_gets_a_name_and_is_found_on_another_phone(app: Flask, language: str) -> None:
    phone, second = Phone(app, language), Phone(app, language)
    read(phone, "hear-them")
    assert says(phone.get("/keep"), language, "A name and a PIN, no more. Then you can go on from any phone.")
    page = phone.keep(AFANG)
    assert went_to(page) == f"/{language}/me"
    assert AFANG.name in words(page)
    second.sign_in(AFANG)
    assert second.client.get("/progress/sample").json == phone.client.get("/progress/sample").json != {}
    assert AFANG.pin not in repr(contents(app))


@in_each_language
@pytest.mark.parametrize("known", [False, True])
def test_what_cant_be_taken_is_said_beside_the_field_and_nothing_changes(
    app: Flask, language: str, known: bool
) -> None:
    phone = Phone(app, language)
    if known:
        read(phone, "hear-them")
    before = contents(app)
    for case, (name, pin, message) in REFUSED.items():
        page = phone.post("/keep", {"name": name, "pin": pin})
        assert page.status_code == 422, case
        assert says(page, language, message), case
        assert 'aria-invalid="true"' in page.get_data(as_text=True), case
        assert not pin or f'value="{pin}"' not in page.get_data(as_text=True), "a PIN is never shown again"
        assert "Set-Cookie" not in page.headers, case
        assert contents(app) == before, case
    page = phone.post("/keep", {})
    assert page.status_code == 422


@in_each_language
def test_a_taken_name_is_refused_however_it_is_spelt_and_nobody_is_made(app: Flask, language: str) -> None:
    first, second = Phone(app, language), Phone(app, language)
    first.keep(Person("Lǎo Zhōu-88", LAO_ZHOU.pin))
    before = contents(app)
    for spelling in ("Lǎo Zhōu-88", "lǎo zhōu 88", "ＬǍＯＺＨŌＵ８８", " LǍOZHŌU88 "):
        page = second.post("/keep", {"name": spelling, "pin": "402817"})
        assert page.status_code == 422
        assert says(
            page,
            language,
            "Somebody uses this name already. If it's you, sign in. If not, add something, such as a number.",
        )
    assert contents(app) == before
    assert second.client.get_cookie(COOKIE) is None


def test_a_refused_name_leaves_the_progress_where_it_was(app: Flask, phone: Phone, second_phone: Phone) -> None:
    second_phone.keep(AFANG)
    read(phone, "hear-them")
    phone.keep(AFANG)
    assert phone.client.get("/progress/sample").json["read"]
    assert phone.keep(LAO_ZHOU).status_code == 200
    assert phone.client.get("/progress/sample").json["read"]


def test_sent_twice_the_first_counts(app: Flask, phone: Phone) -> None:
    read(phone, "hear-them")
    phone.keep(AFANG)
    once = contents(app)
    page = phone.keep(LAO_ZHOU)
    assert went_to(page) == "/zh/me"
    assert AFANG.name in words(page)
    assert contents(app) == once
    assert phone.get("/keep").status_code == 303


def test_a_double_tap_on_a_new_phone_leaves_it_signed_in(app: Flask, phone: Phone) -> None:
    """The second tap goes out before the first one's cookie is there; its refusal must not take the cookie's place."""
    phone.keep(AFANG)
    tap = app.test_client().post("/zh/keep", data={"name": AFANG.name, "pin": AFANG.pin}, headers=OUR_SITE)
    assert tap.status_code == 422
    assert "Set-Cookie" not in tap.headers
    assert counts(app)["learner"] == 1


@on_sqlite
def test_a_pin_may_be_typed_with_a_chinese_keyboard(phone: Phone, second_phone: Phone) -> None:
    phone.post("/keep", {"name": AFANG.name, "pin": "４０２ ８１７"})
    assert AFANG.name in words(second_phone.sign_in(AFANG) and second_phone.get("/me"))


@pytest.mark.parametrize("name", [SQL, TEMPLATE, MARKUP[:40], "O'Brien & <b>", "%s%n", "1", "ﷺ", "𠮷", "é́́"])
@on_sqlite
def test_strange_names_are_only_names(app: Flask, phone: Phone, second_phone: Phone, name: str) -> None:
    phone.post("/keep", {"name": name, "pin": AFANG.pin})
    second_phone.post("/sign-in", {"name": name, "pin": AFANG.pin})
    for page in (second_phone.get("/me"), second_phone.get("/sign-in")):
        assert " ".join(name.split()) in words(page)
        assert EVALUATED not in page.get_data(as_text=True)
        assert "<script>alert" not in page.get_data(as_text=True)
    assert counts(app)["learner"] == 1


@in_each_language
def test_hostile_names_and_pins_break_nothing(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    for text in TEXTS:
        for data in ({"name": text, "pin": text}, {"name": text, "pin": "1"}, {"name": "阿芳", "pin": text}):
            page = phone.post("/keep", data)
            assert page.status_code == (400 if "\0" in text and text in data.values() else 422)
            html = page.get_data(as_text=True)
            assert "<script>alert" not in html
            assert "<img src=x" not in html
            assert EVALUATED not in html
            assert "\u202e" not in html
    assert counts(app)["learner"] == 0


def test_raw_bytes_that_arent_text_are_refused(app: Flask, phone: Phone) -> None:
    before = contents(app)
    for body in (
        b"name=\xff\xfe&pin=402817",
        b"name=%ff%ed%a0%80&pin=1",
        b"name=%00&pin=402817",
        b"name=a%00b&pin=402817",
        b"\x00",
        b"=&=&=",
    ):
        page = phone.post("/keep", body, content_type="application/x-www-form-urlencoded")
        assert page.status_code in {400, 422}
    assert contents(app) == before


def test_two_taps_of_one_page_make_one_account(app: Flask, phone: Phone) -> None:
    """Without scripts a second tap comes with the token that the first one ended: it's shown the way to sign in."""
    phone.get("/keep")
    cookie = phone.client.get_cookie(COOKIE)
    assert cookie
    statuses = []
    for _tap in range(2):
        tap = app.test_client()
        tap.set_cookie(COOKIE, cookie.value)
        sent = tap.post("/zh/keep", data={"name": AFANG.name, "pin": AFANG.pin}, headers=OUR_SITE)
        statuses.append(sent.status_code)
    assert statuses == [303, 422]
    assert counts(app)["learner"] == counts(app)["sign_in"] == 1


def test_a_cookie_that_was_copied_before_keeping_doesnt_open_the_account(app: Flask, phone: Phone) -> None:
    """On a shared computer: the one before her copies the cookie that her progress will be kept under."""
    phone.get("/keep")
    cookie = phone.client.get_cookie(COOKIE)
    phone.keep(AFANG)
    thief = Phone(app)
    thief.client.set_cookie(COOKIE, cookie.value)
    assert AFANG.name not in words(thief.get("/me"))
