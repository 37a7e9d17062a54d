"""A learner's own certificate: the name that stands on it, the picture, the print."""

import re

import pytest
from flask import Flask

from mpt.services.certificates import reissue
from tests.cast import AFANG, Phone
from tests.web.acts import (
    certificate_code,
    complete,
    contents,
    counts,
    in_both_languages,
    in_each_language,
    on_sqlite,
    put_name,
    says,
    went_to,
    words,
    writing,
)
from tests.web.hostile import EVALUATED, MARKUP, SQL, TEMPLATE, TEXTS

NAME = "王𠮷芳"


@in_each_language
def test_a_name_is_asked_for_shown_and_written_with_her_yes(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    code = complete(phone)
    page = phone.get(f"/certificates/{code}")
    assert says(page, language, "Your certificate is ready. Which name shall stand on it?")
    before = contents(app)
    page = phone.post(f"/certificates/{code}", {"name": f"  {NAME} "})
    assert page.status_code == 200
    assert says(page, language, "Is the name right?")
    assert f'value="{NAME}"' in page.get_data(as_text=True)
    assert contents(app) == before, "looking at it writes nothing"
    page = phone.post(f"/certificates/{code}", {"name": NAME, "sure": "1"})
    assert went_to(page) == f"/{language}/certificates/{code}"
    assert says(page, language, "Your certificate")
    assert f"{code}.png" in page.get_data(as_text=True)
    assert page.headers["Cache-Control"] == "private, no-store"


@on_sqlite
def test_the_name_she_signs_in_with_is_offered(phone: Phone) -> None:
    code = complete(phone)
    phone.keep(AFANG)
    assert f'value="{AFANG.name}"' in phone.get(f"/certificates/{code}").get_data(as_text=True)


@in_each_language
def test_written_once_it_stays(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    code = complete(phone)
    put_name(phone, code, NAME)
    before = contents(app)
    assert put_name(phone, code, NAME).status_code == 200  # sent twice
    page = put_name(phone, code, "李四")
    assert page.status_code == 409
    assert says(page, language, "This certificate has its name already")
    assert put_name(phone, code, "").status_code == 422
    assert contents(app) == before


@on_sqlite
@pytest.mark.parametrize(
    ("kind", "tongue"), [(kind, tongue) for kind in ("pdf", "png") for tongue in ("zh", "en", "both")]
)
def test_it_is_printed_in_either_language_or_both(phone: Phone, kind: str, tongue: str) -> None:
    code = complete(phone)
    put_name(phone, code, NAME)
    answer = phone.get(f"/certificates/{code}.{kind}?in={tongue}")
    assert answer.status_code == 200
    assert answer.mimetype == {"pdf": "application/pdf", "png": "image/png"}[kind]
    assert answer.headers["Content-Disposition"] == f"inline; filename=certificate-{code}-{tongue}.{kind}"
    assert answer.headers["Cache-Control"] == "private, no-store"


@on_sqlite
def test_the_page_offers_every_print_and_each_is_there(phone: Phone) -> None:
    code = complete(phone)
    put_name(phone, code, NAME)
    page = phone.get(f"/certificates/{code}").get_data(as_text=True)
    prints = set(re.findall(rf'"(/zh/certificates/{code}\.[^"]+)"', page))
    assert len(prints) == 6
    for address in prints:
        assert phone.client.get(address).status_code == 200
    assert f'href="/zh/verify/{code}"' in page


@in_both_languages
@on_sqlite
@pytest.mark.parametrize(
    "place",
    [".pdf?in=fr", ".pdf?in=", ".pdf?in=zh,en", ".svg", ".", ".PDF", ".pdf/x", ".pdf%00", "x", "%00", "%00.pdf"],
)
def test_other_prints_are_not_there(app: Flask, language: str, place: str) -> None:
    phone = Phone(app, language)
    code = complete(phone)
    put_name(phone, code, NAME)
    page = phone.get(f"/certificates/{code}{place}")
    assert page.status_code == 404
    assert says(page, language, "This page isn't here")


@on_sqlite
def test_without_a_name_there_is_no_print(phone: Phone) -> None:
    code = complete(phone)
    for kind in ("pdf", "png"):
        assert phone.get(f"/certificates/{code}.{kind}").status_code == 404


def test_completing_again_issues_no_second_one(app: Flask, phone: Phone) -> None:
    complete(phone)
    complete(phone)
    assert counts(app)["certificate"] == 1


@on_sqlite
def test_a_reissued_one_takes_its_place(app: Flask, phone: Phone) -> None:
    old = complete(phone)
    put_name(phone, old, NAME)
    with writing(app) as session:
        new = reissue(session, old, None).code
    assert certificate_code(phone) == new
    assert went_to(phone.get(f"/certificates/{old}", follow_redirects=True)) == f"/zh/certificates/{new}"
    assert put_name(phone, new, "王小芳").status_code == 200
    assert says(phone.get(f"/verify/{old}"), "zh", "Another certificate took its place")


@in_both_languages
@on_sqlite
def test_what_no_font_can_print_is_said_before_it_is_written(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    code = complete(phone)
    before = contents(app)
    for name in ("芳😀", "𓀀", "芳\u2fff\U000e0100"):
        page = put_name(phone, code, name)
        assert page.status_code == 422
    page = put_name(phone, code, "芳😀")
    assert says(
        page,
        language,
        "Our printing fonts lack: %(missing)s. Please choose another spelling of your name, such as Pinyin.",
        missing="😀",
    )
    assert 'value="芳😀"' in page.get_data(as_text=True)
    assert contents(app) == before


@in_each_language
def test_hostile_names_are_refused_or_only_names(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    code = complete(phone)
    before = contents(app)
    for text in (*TEXTS, "", " ", "\u3000"):
        page = phone.post(f"/certificates/{code}", {"name": text})
        assert page.status_code in {200, 400, 422}
        html = page.get_data(as_text=True)
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert EVALUATED not in html
        assert "\u202e" not in html
    assert contents(app) == before


STRANGE_NAMES = [
    SQL,
    TEMPLATE[:40],
    MARKUP[:40],
    "#let x = 1",
    "*bold* _it_ $x$ `a` @b <c> \\",
    "ﷺ",
    "\u3164芳",
    "\u2800",
    "\u1160",
    "\ufe0f",
    "\u0301",
    "e\u0301" * 20,
    "محمد",
    "नमस्ते",
    "a" * 40,
    "芳" * 40,
    "i" * 40,
    "W" * 40,
    "·",
    "-王-",
    "“”",
    "卐",
    "ﬁ",
    "½",
    "\u115f",
    "\u17b4",
    "\u034f",
    "𠀀𪚥",
]


@on_sqlite
def test_every_name_that_is_written_can_be_printed(app: Flask, phone: Phone) -> None:
    """A name that is taken and then can't be set would be a certificate for ever without a print."""
    code = complete(phone)
    for name in STRANGE_NAMES:
        page = put_name(phone, code, name)
        assert page.status_code in {200, 422}, name
        if page.status_code == 200:
            for place in (
                f"/certificates/{code}.pdf?in=both",
                f"/certificates/{code}.png",
                f"/certificates/{code}",
                f"/verify/{code}",
            ):
                assert phone.get(place).status_code == 200, f"{name!r}: {place}"
            assert EVALUATED not in words(phone.get(f"/certificates/{code}"))
            with writing(app) as session:
                code = reissue(session, code, None).code
