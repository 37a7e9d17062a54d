"""What my factory sees: the very numbers that its coordinator sees, and what a worker decides about it."""

import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from mpt.models import Certificate, Enrolment, Membership, Naming, Release
from mpt.services import accounts, factories, offers, parts
from mpt.services.factories import Place
from mpt.services.parts import People
from mpt.services.publishing import publish
from tests.cast import AFANG, LAO_ZHOU, OUR_SITE, Phone
from tests.crowd import PRIVATE, private_course
from tests.sample import SAMPLE, sample_folder
from tests.web.acts import (
    complete,
    contents,
    database_of,
    in_both_languages,
    in_each_language,
    on_sqlite,
    put_name,
    says,
    watched,
    went_to,
    words,
    writing,
)
from tests.web.hostile import EVALUATED, TEXTS
from tests.web.staff_acts import coordinator

BODY = "your-body"
LAST_WEEK = datetime(2026, 11, 23, 2, tzinfo=UTC)
TODAY = datetime(2026, 11, 30, 2, tzinfo=UTC)
NAMES = {
    "zh": ("青石电子厂", "装配部", "A3线"),
    "en": ("Bluestone Electronics", "Assembly", "Line A3"),
}


@dataclass(frozen=True)
class Bluestone:
    """A factory with a department and a line in it, and the codes that lead to the line and to the department."""

    id: uuid.UUID
    department_id: uuid.UUID
    line_id: uuid.UUID
    line_code: str
    department_code: str


@pytest.fixture
def bluestone(app: Flask) -> Bluestone:
    """The factory; 47 workers of the line and 33 others of the department joined last week."""
    with writing(app) as session, time_machine.travel(LAST_WEEK, tick=False):
        factory = factories.open_factory(session, "青石电子厂", "Bluestone Electronics")[0]
        department = parts.add_department(session, factory.id, "装配部", "Assembly", People())
        line = parts.add_line(session, Place(factory, department), "A3线", "Line A3")
        places = (Place(factory, department, line), Place(factory, department))
        codes = [factories.make_code(session, place).code for place in places]
        made = Bluestone(factory.id, department.id, line.id, *codes)
        publish(session, BODY, sensitive_folder())
        release = session.scalars(sa.select(Release.id).where(Release.course_id == SAMPLE)).one()
        for number in range(80):
            learner = accounts.begin(session)[0].id
            factories.join(session, learner, codes[0] if number < 47 else codes[1])
            for course_id in (SAMPLE, BODY) if number % 2 else ():
                session.add(Enrolment(learner_id=learner, course_id=course_id))
            if number % 4 == 1:
                code = f"{number:012}"
                session.add(Certificate(code=code, learner_id=learner, course_id=SAMPLE, release_id=release))
        session.flush()
    return made


def sensitive_folder() -> dict[str, bytes]:
    """Return a course about the body."""
    folder = sample_folder(summary="身体。")
    folder["course.toml"] = folder["course.toml"].replace(b"sensitive = false", b"sensitive = true")
    return folder


@pytest.fixture
def afang(app: Flask, bluestone: Bluestone) -> Phone:
    """Afang, who joined the line and gave her number."""
    phone = Phone(app)
    with time_machine.travel(LAST_WEEK, tick=False):
        phone.post(f"/join/{bluestone.line_code}", {"number": "gd 1024"})
    phone.keep(AFANG)
    return phone


def page_of(bluestone: Bluestone) -> str:
    return f"/me/factory/{bluestone.id}"


def rows(page: TestResponse) -> list[tuple[str, str, str]]:
    """Return the rows of all tables: a place and two numbers."""
    return re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td><td>(.*?)</td>', page.get_data(as_text=True))


def membership(app: Flask) -> Membership:
    """Return Afang's membership: the one with a number, or that was made last."""
    with database_of(app).session(writes=False) as session:
        return session.scalars(sa.select(Membership).order_by(Membership.number.is_(None), Membership.id)).first()


def named(app: Flask) -> list[str]:
    """Return beside which courses a factory may see Afang's name."""
    with database_of(app).session(writes=False) as session:
        return list(session.scalars(sa.select(Naming.course_id)))


@time_machine.travel(TODAY, tick=False)
@in_each_language
def test_she_sees_what_the_coordinator_sees_of_her_factory_department_and_line(
    app: Flask, bluestone: Bluestone, afang: Phone, language: str
) -> None:
    afang.language = language
    desk = coordinator(app, bluestone.id)
    page = afang.get(page_of(bluestone))
    seen = rows(page)
    assert [name for name, _one, _other in seen[:6]] == [*NAMES[language], *NAMES[language]]
    places = (None, bluestone.department_id, bluestone.line_id)
    for place, people, learned in zip(places, seen[:3], seen[3:6], strict=True):
        address = f"/factory/{bluestone.id}?course={SAMPLE}" + (f"&place={place}" if place else "")
        keys = re.findall(r'class="figure">(.*?)</dd>', desk.get(address).get_data(as_text=True))
        assert keys[:3] == [people[1], learned[1], learned[2]]
        assert "—" not in {people[1], learned[1]}
    assert {"zh": "2026年11月29日", "en": "29 November 2026"}[language] in words(page)


@time_machine.travel(TODAY, tick=False)
@in_each_language
def test_of_a_sensitive_course_only_the_whole_factory_is_there(
    app: Flask, bluestone: Bluestone, afang: Phone, language: str
) -> None:
    afang.language = language
    page = afang.get(page_of(bluestone))
    assert [name for name, _one, _other in rows(page)[6:]] == [NAMES[language][0]]
    assert says(page, language, "Of this course only the totals of the whole factory are shown, nothing else.")


@on_sqlite
@time_machine.travel(TODAY, tick=False)
def test_only_courses_that_the_factory_is_offered_are_there(app: Flask, bluestone: Bluestone, afang: Phone) -> None:
    with writing(app) as session:
        offers.put_offer(session, bluestone.id, BODY, None)
    assert len(rows(afang.get(page_of(bluestone)))) == 3 + 1


@on_sqlite
def test_a_small_factory_is_shown_as_dashes(app: Flask, factory_code: str, phone: Phone) -> None:
    phone.post(f"/join/{factory_code}")
    address = re.search(r"/me/factory/[-0-9a-f]+", phone.get("/me").get_data(as_text=True))
    page = phone.get(address[0])
    assert rows(page) == [("青石电子厂", "—", "—"), ("青石电子厂", "—", "—")]


@in_each_language
def test_nothing_is_said_of_her_until_she_switches_it_on_and_from_switching_it_off_on(
    app: Flask, bluestone: Bluestone, afang: Phone, language: str
) -> None:
    afang.language = language
    said = "Your factory can't see whether you completed a course. Once you have, you can decide here whether it may."
    assert says(afang.get(page_of(bluestone)), language, said)
    put_name(afang, complete(afang), "王小芳")
    page = afang.get(page_of(bluestone))
    assert says(page, language, "Switched off.")
    assert says(page, language, "What it never sees")
    assert named(app) == []
    with time_machine.travel(datetime(2027, 1, 5, 3, tzinfo=UTC), tick=False):
        on = afang.post(f"{page_of(bluestone)}/name", {"course": SAMPLE, "named": "1"})
        assert says(on, language, "Saved. It holds from now on.")
        day = {"zh": "2027年1月5日", "en": "5 January 2027"}[language]
        assert says(on, language, "Switched on since %(day)s.", day=day)
        assert named(app) == [SAMPLE]
        assert 'name="named"' not in on.get_data(as_text=True)
        off = afang.post(f"{page_of(bluestone)}/name", {"course": SAMPLE})
    assert says(off, language, "Switched off.")
    assert named(app) == []


@on_sqlite
def test_two_taps_on_the_switch_are_one(app: Flask, bluestone: Bluestone, afang: Phone) -> None:
    complete(afang)
    for data in ({"named": "1"}, {"named": "1"}, {}, {}):
        assert afang.post(f"{page_of(bluestone)}/name", {"course": SAMPLE, **data}).status_code == 200
        assert bool(named(app)) == bool(data)


@on_sqlite
def test_she_cannot_agree_beforehand_nor_for_a_course_that_is_sensitive(
    app: Flask, bluestone: Bluestone, afang: Phone
) -> None:
    with writing(app) as session:
        private_course(session)
    for course in (SAMPLE, PRIVATE, "nothing", ""):
        assert afang.post(f"{page_of(bluestone)}/name", {"course": course, "named": "1"}).status_code == 404
    complete(afang)
    assert PRIVATE not in afang.get(page_of(bluestone)).get_data(as_text=True)
    assert named(app) == []


@in_each_language
def test_her_number_is_there_for_her_to_change_and_to_take_away(
    app: Flask, bluestone: Bluestone, afang: Phone, language: str
) -> None:
    afang.language = language
    address = f"{page_of(bluestone)}/number"
    assert "GD1024" in words(afang.get(page_of(bluestone)))
    assert 'value="GD1024"' in afang.get(address).get_data(as_text=True)
    faulty = afang.post(address, {"number": "1" * 41})
    assert faulty.status_code == 422
    assert says(faulty, language, "That can't be a work number: it's too long, or has signs that can't be seen.")
    assert membership(app).number == "GD1024"
    assert "GD2048" in words(afang.post(address, {"number": " gd2048"}))
    assert says(afang.post(address, {"number": ""}), language, "Add my number")
    assert membership(app).number is None


@in_each_language
def test_she_leaves_after_a_second_thought_and_keeps_what_she_learned(
    app: Flask, bluestone: Bluestone, afang: Phone, language: str
) -> None:
    afang.language = language
    code = complete(afang)
    afang.post(f"{page_of(bluestone)}/name", {"course": SAMPLE, "named": "1"})
    address = f"{page_of(bluestone)}/leave"
    assert says(afang.get(address), language, "Leave this factory's group?")
    assert membership(app).left_at is None
    me = afang.post(address)
    assert went_to(me) == f"/{language}/me"
    assert says(me, language, "You have left the factory's group. Everything you learned is still yours.")
    assert code in me.get_data(as_text=True)
    assert NAMES[language][0] not in words(me)
    assert membership(app).left_at
    assert named(app) == []
    assert went_to(afang.post(address)) == f"/{language}/me", "a second tap"
    for path in ("", "/number", "/leave"):
        assert afang.get(f"{page_of(bluestone)}{path}").status_code == 404
    assert afang.post(f"{page_of(bluestone)}/name", {"course": SAMPLE, "named": "1"}).status_code == 404


@on_sqlite
@time_machine.travel(TODAY, tick=False)
def test_leaving_changes_no_total(app: Flask, bluestone: Bluestone, afang: Phone) -> None:
    before = rows(afang.get(page_of(bluestone)))
    other = Phone(app)
    other.post(f"/join/{bluestone.line_code}")
    with writing(app) as session:
        session.execute(sa.update(Membership).where(Membership.number.is_(None)).values(left_at=LAST_WEEK))
    with time_machine.travel(datetime(2026, 12, 1, 2, tzinfo=UTC), tick=False):
        after = rows(afang.get(page_of(bluestone)))
    assert [(name, one) for name, one, _left in after[:3]] == [(name, one) for name, one, _left in before[:3]]
    assert after[3:] == before[3:]


@on_sqlite
def test_it_is_of_ones_own_factory_alone(app: Flask, bluestone: Bluestone, afang: Phone, factory_code: str) -> None:
    lao_zhou, nobody = Phone(app), Phone(app)
    lao_zhou.post(f"/join/{factory_code}")
    lao_zhou.keep(LAO_ZHOU)
    staff = coordinator(app, bluestone.id)
    addresses = [page_of(bluestone), f"{page_of(bluestone)}/number", f"{page_of(bluestone)}/leave"]
    acts = [f"{page_of(bluestone)}/name", *addresses[1:]]
    for visitor, status in ((lao_zhou, 404), (nobody, 302), (staff, 302)):
        before = contents(app)
        for address in addresses:
            assert visitor.client.get(f"/zh{address}").status_code == status
        for address in acts:
            data = {"named": "1", "number": "9"}
            answer = visitor.client.post(f"/zh{address}", data=data, headers=OUR_SITE)
            assert answer.status_code == (303 if status == 404 and "leave" in address else status)
        assert contents(app) == before
    assert lao_zhou.get(f"/me/factory/{uuid.uuid4()}").status_code == 404


@on_sqlite
def test_a_day_that_is_counted_asks_a_few_questions(app: Flask, bluestone: Bluestone, afang: Phone) -> None:
    afang.get(page_of(bluestone))
    with watched(app) as statements:
        afang.get(page_of(bluestone))
    assert len(statements) <= 10


@on_sqlite
def test_hostile_numbers_are_kept_as_written_or_refused(app: Flask, bluestone: Bluestone, afang: Phone) -> None:
    for text in TEXTS:
        page = afang.post(f"{page_of(bluestone)}/number", {"number": text})
        assert page.status_code in {200, 400 if "\0" in text else 422, 413}
        html = page.get_data(as_text=True)
        assert "<script>alert" not in html.lower()
        assert EVALUATED not in html


@on_sqlite
@in_both_languages
def test_it_is_linked_from_my_learning(app: Flask, bluestone: Bluestone, afang: Phone, language: str) -> None:
    afang.language = language
    assert f'href="/{language}{page_of(bluestone)}"' in afang.get("/me").get_data(as_text=True)
