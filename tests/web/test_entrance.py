"""Who may enter: every route says it, and whoever may not learns nothing."""

from collections.abc import Callable
from unittest.mock import ANY

import pytest
from flask import Flask

from mpt.rules.permissions import Who
from mpt.web.phone import COOKIE
from tests.cast import AFANG, LAO_ZHOU, OUR_SITE, Phone
from tests.sample import ALL_RIGHT, HARD_DAYS, LISTENING
from tests.web.acts import (
    COURSE_PAGE,
    READ,
    at,
    complete,
    contents,
    form,
    on_sqlite,
    put_name,
    read,
    says,
    watched,
    writing,
)

SEEN = "/me/factory/00000000-0000-4000-8000-000000000000"
EVENING = "/me/practice/sample/listening/2026-11-29"
SPACE = "/spaces/00000000-0000-4000-8000-000000000000"
FOR_LEARNERS = {
    ("certificates.certificate", "GET"): "/certificates/{code}",
    ("certificates.print_out", "GET"): "/certificates/{code}.pdf",
    ("certificates.write_name", "POST"): "/certificates/{code}",
    ("seen.factory", "GET"): SEEN,
    ("seen.name", "POST"): f"{SEEN}/name",
    ("seen.number", "GET"): f"{SEEN}/number",
    ("seen.number", "POST"): f"{SEEN}/number",
    ("seen.leave", "GET"): f"{SEEN}/leave",
    ("seen.leave", "POST"): f"{SEEN}/leave",
    ("own_spaces.space", "GET"): SPACE,
    ("own_spaces.ask", "GET"): f"{SPACE}/places",
    ("own_spaces.ask", "POST"): f"{SPACE}/places",
    ("own_spaces.withdraw", "GET"): f"{SPACE}/withdraw",
    ("own_spaces.withdraw", "POST"): f"{SPACE}/withdraw",
    ("owndata.data", "GET"): "/me/data",
    ("owndata.readable", "GET"): "/me/data.html",
    ("owndata.machine", "GET"): "/me/data.json",
    ("owndata.phones", "POST"): "/me/data/phones",
    ("owndata.answers", "GET"): "/me/data/answers/sample",
    ("owndata.answers", "POST"): "/me/data/answers/sample",
    ("owndata.practice", "GET"): "/me/data/practice",
    ("owndata.practice", "POST"): "/me/data/practice",
    ("practice.tried", "GET"): "/me/practice",
    ("practice.night", "GET"): EVENING,
    ("practice.tell", "POST"): EVENING,
    ("practice.note", "POST"): f"{EVENING}/note",
    ("practice.forget", "POST"): f"{EVENING}/forget",
}
"""Every route that is for learners, and an address of it. The staff's are in `test_role_by_route`."""

SAME_FOR_ALL = (
    "/zh/help",
    "/zh/privacy",
    "/zh/call-times",
    "/zh/call-times?shift=two-weekly",
    "/zh/call-times.ics?day=MO&at=20:00&minutes=10",
    "/zh/manifest.webmanifest",
    "/icons/192.png",
    "/zh/join",
    "/zh/verify",
    "/zh/signed-out",
    "/",
    "/en/help",
    f"/zh{COURSE_PAGE}",
    f"/en{at()}",
    f"/zh{at('quiz')}",
    *(f"/zh{at(lesson, module=module)}" for module in (LISTENING, HARD_DAYS) for lesson in READ),
)


@on_sqlite
def test_every_route_says_who_may_enter(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        assert isinstance(getattr(view, "who", None), Who), f"{rule.endpoint} doesn't say who may enter"


@on_sqlite
def test_these_routes_and_no_others_are_for_learners(app: Flask) -> None:
    found = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if app.view_functions[rule.endpoint].who is Who.LEARNER
    }
    assert found == set(FOR_LEARNERS)


@on_sqlite
@pytest.mark.parametrize(
    ("route", "address"), FOR_LEARNERS.items(), ids=lambda value: "-".join(value) if isinstance(value, tuple) else ""
)
def test_nobody_is_sent_to_sign_in_and_back_afterwards(phone: Phone, route: tuple[str, str], address: str) -> None:
    address = address.format(code="7K3M9PQR2TVW")
    answer = phone.client.open(f"/zh{address}", method=route[1], headers=OUR_SITE)
    assert answer.status_code == 302
    then = f"?then=/zh{address}" if route[1] == "GET" else ""
    assert answer.headers["Location"] == f"/zh/sign-in{then}"


def owner(app: Flask) -> tuple[Phone, str]:
    """Afang, with a certificate and a name on it."""
    phone = Phone(app)
    code = complete(phone)
    phone.keep(AFANG)
    put_name(phone, code, AFANG.name)
    return phone, code


def nobody(app: Flask) -> Phone:
    """A phone that nobody has used."""
    return Phone(app)


def anonymous(app: Flask) -> Phone:
    """Somebody who read a lesson and gave no name."""
    phone = Phone(app)
    read(phone, READ[0])
    return phone


def another(app: Flask) -> Phone:
    """Lao Zhou, who must not see what is Afang's."""
    phone = Phone(app)
    phone.keep(LAO_ZHOU)
    return phone


PRINTS = [".pdf", ".png", ".pdf?in=both", ".png?in=en"]


@pytest.mark.parametrize(("visitor", "status"), [(nobody, 302), (anonymous, 404), (another, 404)])
def test_a_certificate_is_its_owners(app: Flask, visitor: Callable[[Flask], Phone], status: int) -> None:
    afang, code = owner(app)
    assert afang.get(f"/certificates/{code}").status_code == 200
    other = visitor(app)
    before = contents(app)
    for page in ("", *PRINTS):
        answer = other.client.get(f"/zh/certificates/{code}{page}")
        assert answer.status_code == status
        assert AFANG.name not in answer.get_data(as_text=True)
        if status == 404:
            missing = other.client.get(f"/zh/certificates/7K3M9PQR2TVW{page}")
            assert missing.get_data(as_text=True).replace("7K3M9PQR2TVW", code) == answer.get_data(as_text=True)
    for data in ({"name": "老周"}, {"name": "老周", "sure": "1"}):
        assert other.post(f"/certificates/{code}", data, follow_redirects=False).status_code == status
    assert contents(app) == before


@pytest.mark.parametrize("page", PRINTS)
@on_sqlite
def test_the_owner_prints_her_certificate(app: Flask, page: str) -> None:
    afang, code = owner(app)
    answer = afang.get(f"/certificates/{code}{page}")
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF-" if "pdf" in page else b"\x89PNG")


@on_sqlite
def test_a_revoked_certificate_is_no_longer_hers_to_print(app: Flask) -> None:
    from mpt.services.certificates import revoke  # noqa: PLC0415

    (afang, code), lao_zhou = owner(app), another(app)
    with writing(app) as session:
        revoke(session, code)
    for page in ("", *PRINTS):
        answer = afang.get(f"/certificates/{code}{page}")
        assert answer.status_code == 410
        assert says(answer, "zh", "This certificate was revoked")
        assert lao_zhou.get(f"/certificates/{code}{page}").status_code == 404


def test_results_and_progress_are_the_visitors_own(app: Flask) -> None:
    afang = anonymous(app)
    afang.post(at("quiz"), form(ALL_RIGHT))
    for other in (nobody(app), another(app)):
        result = other.get(at("quiz/result"))
        assert result.status_code == 302
        assert other.client.get("/progress/sample").json == {"read": [], "done": [], "skipped": [], "version": ANY}
        assert "empty-drawing" in other.get("/me").get_data(as_text=True)
    assert afang.client.get("/progress/sample").json["read"] == [f"{LISTENING}/{READ[0]}"]


@pytest.mark.parametrize("signed_in", [False, True])
def test_pages_for_everybody_ask_no_database_and_set_no_cookie(app: Flask, signed_in: bool) -> None:
    phone = another(app) if signed_in else nobody(app)
    for address in SAME_FOR_ALL:
        nobody(app).client.get(address)  # the first reader's page is made; from then on it's there
        with watched(app) as statements:
            answer = phone.client.get(address)
        assert answer.status_code in {200, 302}, address
        assert statements == [], address
        assert "Set-Cookie" not in answer.headers, address
        assert "Cookie" not in answer.headers.get("Vary", ""), address


def test_looking_around_leaves_nothing_behind(app: Flask, phone: Phone) -> None:
    before = contents(app)
    for address in (
        *SAME_FOR_ALL,
        "/zh/",
        "/zh/me",
        "/zh/sign-in",
        "/zh/sign-out",
        f"/zh{at('quiz/result')}",
        "/progress/sample",
        "/zh/nowhere",
    ):
        answer = phone.client.get(address)
        assert "Set-Cookie" not in answer.headers, address
    assert phone.client.get_cookie(COOKIE) is None
    phone.get("/keep")  # a page that leads to an act gives a token to a phone that has none; it stands for nobody yet
    assert phone.client.get_cookie(COOKIE)
    assert contents(app) == before
