"""First acts that are sent twice, as a double tap on a slow network does: one person comes of them."""

from flask import Flask

from mpt.models import Learner, Membership, SignIn
from mpt.web.phone import COOKIE
from tests.cast import AFANG, OUR_SITE, Phone
from tests.web.acts import at, counts, on_sqlite, says


def test_joining_twice_at_the_very_start_is_one_member(app: Flask, phone: Phone, factory_code: str) -> None:
    phone.get(f"/join/{factory_code}")
    cookie = phone.client.get_cookie(COOKIE)
    assert cookie
    for _tap in range(2):
        tap = app.test_client()
        tap.set_cookie(COOKIE, cookie.value)
        assert tap.post(f"/zh/join/{factory_code}", headers=OUR_SITE).status_code == 303
    made = counts(app)
    assert (made[Learner.__tablename__], made[Membership.__tablename__], made[SignIn.__tablename__]) == (1, 1, 1)


@on_sqlite
def test_a_membership_alone_can_be_brought_along(
    app: Flask, phone: Phone, second_phone: Phone, factory_code: str
) -> None:
    second_phone.keep(AFANG)
    phone.post(f"/join/{factory_code}")
    assert says(phone.get("/sign-in"), "zh", "It was me who used this phone just now: add it to my progress.")
    phone.sign_in(AFANG, along="1")
    assert "青石电子厂" in phone.get("/me").get_data(as_text=True)
    assert "青石电子厂" in second_phone.get("/me").get_data(as_text=True)


@on_sqlite
def test_signing_in_again_ends_the_sign_in_before(app: Flask, phone: Phone, second_phone: Phone) -> None:
    second_phone.keep(AFANG)
    for _time in range(3):
        phone.sign_in(AFANG)
    assert counts(app)[SignIn.__tablename__] == 2


@on_sqlite
def test_a_phone_without_cookies_is_told_so(app: Flask) -> None:
    client = app.test_client(use_cookies=False)
    form = {"q.q-late": "1", "q.q-listen": ["0", "2"]}
    sent = client.post("/zh" + at("quiz"), data=form, headers=OUR_SITE)
    assert says(client.get(sent.headers["Location"]), "zh", "This phone doesn't keep what you do")
