"""Tonight's practice: kept in one tap, asked about the next day, told in one tap, and nobody else's to see."""

import ast
import re
import uuid
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from mpt.content.folder import hash8
from mpt.models import Factory, KeptPractice
from mpt.services.publishing import publish
from tests.cast import AFANG, LAO_ZHOU, OUR_SITE, Phone
from tests.sample import HARD_DAYS, LISTENING, SAMPLE, sample_folder
from tests.web.acts import at, contents, counts, database_of, in_each_language, on_sqlite, read, says, words, writing
from tests.web.test_outbox import fresh, owner_of, send

KEEP = at("practice/tonight")
LIST = "/me/practice"
SUNDAY_EVENING = datetime(2026, 11, 29, 13, 0, tzinfo=UTC)  # nine in Shanghai
LATE_BREAK = datetime(2026, 11, 29, 16, 30, tzinfo=UTC)  # half past midnight there
MONDAY_MORNING = datetime(2026, 11, 29, 20, 0, tzinfo=UTC)  # four in the morning there, two in Dhaka
ASKS, KEPT = "How did it go?", "Kept for tonight. Tomorrow you can say how it went; nobody else sees it."
SAID = "她说：“妈妈，你听懂了。”"


def night(day: str = "2026-11-29", module: str = LISTENING) -> str:
    """Return the address of an evening's practice."""
    return f"{LIST}/{SAMPLE}/{module}/{day}"


def keep(phone: Phone, moment: datetime = SUNDAY_EVENING, module: str = LISTENING) -> TestResponse:
    """Keep a module's practice at a moment."""
    with time_machine.travel(moment, tick=False):
        return phone.post(at("practice/tonight", module=module))


def home(phone: Phone, moment: datetime) -> TestResponse:
    """Look at home at a moment."""
    with time_machine.travel(moment, tick=False):
        return phone.get("/")


def tell(phone: Phone, went: str, note: str = "", of: str = "") -> TestResponse:
    """Tell on Monday how it went, and write a note where there is one."""
    with time_machine.travel(MONDAY_MORNING, tick=False):
        answer = phone.post(of or night(), {"went": went})
        return phone.post(f"{of or night()}/note", {"note": note}) if note else answer


def rows(app: Flask) -> list[KeptPractice]:
    """Return all that anybody kept."""
    with database_of(app).session(writes=False) as session:
        return list(session.scalars(select(KeptPractice)))


def asked_of(page: TestResponse) -> str:
    """Return which evening a page asks about; empty where it asks nothing."""
    found = re.findall(r'action="/../me/practice/([^"]+)" data-act[^>]*><input type="hidden" name="went"', _html(page))
    assert len(set(found)) <= 1, "one at a time"
    return found[0] if found else ""


def _html(page: TestResponse) -> str:
    return page.get_data(as_text=True)


# Kept


@in_each_language
def test_a_practice_can_be_kept_and_home_says_so(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    page = phone.get(at("tonight"))
    assert says(page, language, "Keep this for tonight")
    assert f'action="/{language}{KEEP}"' in _html(page)
    assert KEEP not in _html(phone.get(at("hear-them")))
    assert says(keep(phone), language, KEPT)
    assert [(row.module_id, row.kept_on) for row in rows(app)] == [(LISTENING, date(2026, 11, 29))]
    again = home(phone, SUNDAY_EVENING + timedelta(hours=1))
    assert says(again, language, KEPT)
    assert f'href="/{language}{at("tonight")}"' in _html(again)
    assert f'href="/{language}/call-times"' in _html(again)


@on_sqlite
def test_twice_it_is_kept_once_and_each_practice_apart(phone: Phone, app: Flask) -> None:
    keep(phone)
    keep(phone, LATE_BREAK)
    keep(phone, module=HARD_DAYS)
    assert sorted(row.module_id for row in rows(app)) == [HARD_DAYS, LISTENING]
    assert len({row.learner_id for row in rows(app)}) == 1


@on_sqlite
def test_keeping_counts_as_nothing_but_itself(phone: Phone, app: Flask) -> None:
    read(phone, "hear-them")
    before = counts(app)
    keep(phone)
    after = counts(app)
    assert {table: after[table] - before[table] for table in after if after[table] != before[table]} == {
        "kept_practice": 1
    }


@on_sqlite
@pytest.mark.parametrize(
    "path", [at("practice/tonight", module="never-there"), "/courses/never-there/listening/practice/tonight"]
)
def test_what_no_course_has_is_not_kept(phone: Phone, app: Flask, path: str) -> None:
    before = contents(app)
    assert phone.post(path).status_code == 404
    assert contents(app) == before


@on_sqlite
def test_a_lesson_may_be_called_practice(phone: Phone, app: Flask) -> None:
    with writing(app) as session:
        publish(session, SAMPLE, sample_folder(more_lessons=("practice",)))
    assert read(phone, "practice").status_code == 200
    assert keep(phone).status_code == 200
    assert [counts(app)[table] for table in ("lesson_done", "kept_practice")] == [1, 1]


# The outbox


@on_sqlite
def test_what_waited_on_the_phone_belongs_to_the_evening_of_the_tap(phone: Phone, app: Flask) -> None:
    owner = fresh(phone)
    for moment, minutes in ((SUNDAY_EVENING, 0), (MONDAY_MORNING, 420), (MONDAY_MORNING + timedelta(hours=5), 720)):
        with time_machine.travel(moment, tick=False):
            headers = {**OUR_SITE, "Mpt-Owner": owner, "Mpt-Age": str(minutes * 60_000)}
            answer = phone.post(KEEP, headers=headers, follow_redirects=False)
        assert answer.json == {"next": "/zh/"}
    assert [row.kept_on for row in rows(app)] == [date(2026, 11, 29)]


@on_sqlite
@pytest.mark.parametrize("age", ["", "-5", "x", "1e9", "9" * 12, "0", "٣"])
def test_an_age_that_no_phone_of_ours_says_is_none(phone: Phone, app: Flask, age: str) -> None:
    with time_machine.travel(SUNDAY_EVENING, tick=False):
        phone.post(KEEP, headers={**OUR_SITE, "Mpt-Owner": fresh(phone), "Mpt-Age": age.encode().decode("latin-1")})
    assert [row.kept_at for row in rows(app)] == [SUNDAY_EVENING]


@on_sqlite
def test_the_longest_wait_is_a_month(phone: Phone, app: Flask) -> None:
    with time_machine.travel(SUNDAY_EVENING, tick=False):
        phone.post(KEEP, headers={**OUR_SITE, "Mpt-Owner": fresh(phone), "Mpt-Age": "9" * 11})
    assert [row.kept_at for row in rows(app)] == [SUNDAY_EVENING - timedelta(days=30)]


@on_sqlite
def test_another_learners_act_waits(phone: Phone, app: Flask) -> None:
    keep(phone)
    owner = owner_of(phone)
    stranger = Phone(app)
    stranger.keep(LAO_ZHOU)
    before = contents(app)
    for path, data in ((KEEP, {}), (night(), {"went": "done"})):
        assert send(stranger, path, owner, data).json == {"waits": True}
    assert contents(app) == before
    assert send(phone, night(), owner, {"went": "tried"}).json == {"next": f"/zh{night()}"}


# Asked about


@in_each_language
def test_after_four_in_the_morning_home_asks_and_not_before(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    keep(phone)
    for moment in (LATE_BREAK, MONDAY_MORNING - timedelta(minutes=1)):
        assert asked_of(home(phone, moment)) == f"{SAMPLE}/{LISTENING}/2026-11-29"  # on the card itself, if one likes
        assert says(home(phone, moment), language, KEPT)
        assert not says(home(phone, moment), language, ASKS)
    page = home(phone, MONDAY_MORNING)
    assert says(page, language, ASKS)
    assert says(page, language, "Last night")
    assert not says(page, language, KEPT)
    for label in ("Did it", "Tried", "Not yet", "Don't ask me about this"):
        assert says(page, language, label)


@on_sqlite
def test_the_clocks_are_those_of_the_factory(phone: Phone, app: Flask, factory_code: str) -> None:
    with writing(app) as session:
        session.scalars(select(Factory)).one().timezone = "Asia/Dhaka"
    phone.post(f"/join/{factory_code}")
    keep(phone)
    assert says(home(phone, MONDAY_MORNING), "zh", KEPT)
    assert says(home(phone, MONDAY_MORNING + timedelta(hours=1, minutes=59)), "zh", KEPT)
    assert says(home(phone, MONDAY_MORNING + timedelta(hours=2)), "zh", ASKS)


@on_sqlite
def test_once_everything_is_told_last_night_is_the_factorys_last_night(
    phone: Phone, app: Flask, factory_code: str
) -> None:
    with writing(app) as session:
        session.scalars(select(Factory)).one().timezone = "America/Mexico_City"
    phone.post(f"/join/{factory_code}")
    keep(phone)  # on Sunday morning there
    tell(phone, "done")
    # Before and after four there on Monday; the last is Monday evening.
    for hours, is_last_night in ((6, False), (13, False), (14, True), (30, True)):
        with time_machine.travel(MONDAY_MORNING + timedelta(hours=hours), tick=False):
            for page in (LIST, night()):
                assert says(phone.get(page), "zh", "Last night") is is_last_night, (hours, page)


@on_sqlite
def test_a_note_that_another_key_sealed_leaves_the_list_and_its_page(phone: Phone, app: Flask) -> None:
    keep(phone)
    tell(phone, "done", SAID)
    with writing(app) as session:
        session.scalars(select(KeptPractice)).one().note = b"sealed with a key that is gone"
    for page in (LIST, night()):
        shown = phone.get(page)
        assert shown.status_code == 200
        assert SAID not in _html(shown)


@on_sqlite
def test_one_is_asked_at_a_time_the_oldest_first_and_after_a_week_none(phone: Phone) -> None:
    keep(phone, SUNDAY_EVENING - timedelta(days=2))
    keep(phone)
    keep(phone, SUNDAY_EVENING + timedelta(hours=1), module=HARD_DAYS)
    order = []
    while asked := asked_of(home(phone, MONDAY_MORNING)):
        order.append(asked)
        tell(phone, "tried", of=f"{LIST}/{asked}")
    assert order == [
        f"{SAMPLE}/{LISTENING}/2026-11-27",
        f"{SAMPLE}/{LISTENING}/2026-11-29",
        f"{SAMPLE}/{HARD_DAYS}/2026-11-29",
    ]
    keep(phone, MONDAY_MORNING)
    assert asked_of(home(phone, MONDAY_MORNING + timedelta(days=7))) == f"{SAMPLE}/{LISTENING}/2026-11-30"
    assert asked_of(home(phone, MONDAY_MORNING + timedelta(days=8))) == ""


@on_sqlite
@pytest.mark.parametrize("lost", ["module_id", "course_id"])
def test_what_the_courses_have_no_more_is_not_asked_and_stays_in_the_list(phone: Phone, app: Flask, lost: str) -> None:
    keep(phone)
    keep(phone, module=HARD_DAYS)
    tell(phone, "done")
    with writing(app) as session:
        for row in session.scalars(select(KeptPractice)):
            setattr(row, lost, f"gone-{row.module_id}")
    assert asked_of(home(phone, MONDAY_MORNING)) == ""
    assert says(phone.get(LIST), "zh", "A practice that isn't in the courses now")
    course, module = (SAMPLE, "gone-listening") if lost == "module_id" else ("gone-listening", LISTENING)
    of = f"{LIST}/{course}/{module}/2026-11-29"
    assert of in _html(phone.get(LIST))
    assert says(phone.post(of, {"went": "not-yet"}), "zh", "Not yet is fine")


@on_sqlite
def test_home_asks_the_database_the_same_after_much_as_after_little(app: Flask, phone: Phone) -> None:
    from tests.web.test_queries import asked  # noqa: PLC0415

    keep(phone, MONDAY_MORNING)
    with time_machine.travel(MONDAY_MORNING + timedelta(hours=9), tick=False):
        little = asked(app, phone, "/"), asked(app, phone, LIST)
        for days in range(1, 12):
            keep(phone, MONDAY_MORNING - timedelta(days=days))
        assert (asked(app, phone, "/"), asked(app, phone, LIST)) == little


# Told


@in_each_language
@pytest.mark.parametrize(
    ("went", "warm"), [("done", "You did it"), ("tried", "Trying is what counts"), ("not-yet", "Not yet is fine")]
)
def test_one_tap_is_answered_warmly_and_a_note_is_nobodys_duty(app: Flask, language: str, went: str, warm: str) -> None:
    phone = Phone(app, language)
    keep(phone)
    page = tell(phone, went)
    assert page.request.path == f"/{language}{night()}"
    assert says(page, language, warm)
    assert says(page, language, "If you like: what your child said, what you noticed. Only you can read it.")
    assert says(page, language, "Keep it for tonight again") is (went == "not-yet")
    assert [(row.went, row.note) for row in rows(app)] == [(went, None)]
    assert asked_of(home(phone, MONDAY_MORNING)) == ""


@on_sqlite
def test_not_yet_may_be_kept_again_tonight(phone: Phone, app: Flask) -> None:
    keep(phone)
    tell(phone, "not-yet")
    assert says(keep(phone, MONDAY_MORNING), "zh", KEPT)
    assert sorted((row.kept_on.day, row.went) for row in rows(app)) == [(29, "not-yet"), (30, None)]
    with time_machine.travel(MONDAY_MORNING, tick=False):
        assert not says(phone.get(night()), "zh", "Keep it for tonight again")
        assert says(phone.get(night()), "zh", "Kept for tonight.")


@on_sqlite
def test_a_smaller_step_is_the_practices_own_words_where_it_has_some(phone: Phone, app: Flask) -> None:
    keep(phone)
    assert says(
        tell(phone, "not-yet"), "zh", "Or a smaller step: send a voice message that says “I thought of you today.”"
    )
    folder, source = sample_folder(), "01-listening/zh.md"
    mark, before = b"{#tonight .practice}\n", hash8(folder[source]).encode()
    folder[source] = folder[source].replace(mark, mark + "\n> “我在呢。”\n".encode())
    english = folder["01-listening/en.md"].replace(before, hash8(folder[source]).encode())
    folder["01-listening/en.md"] = english.replace(mark, mark + "\n> “I am here.”\n".encode())
    with writing(app) as session:
        publish(session, SAMPLE, folder)
    page = phone.get(night())
    assert says(page, "zh", "Or a smaller step: send just these words as a voice message.")
    assert "“我在呢。”" in words(page)


@on_sqlite
def test_it_may_be_corrected_and_told_the_same_evening(phone: Phone, app: Flask) -> None:
    keep(phone)
    with time_machine.travel(SUNDAY_EVENING, tick=False):
        assert phone.post(night(), {"went": "not-yet"}).status_code == 200
    tell(phone, "done")
    assert [row.went for row in rows(app)] == ["done"]


@on_sqlite
def test_who_does_not_want_to_be_asked_is_asked_no_more_and_nothing_stays(phone: Phone, app: Flask) -> None:
    keep(phone)
    tell(phone, "tried", SAID)
    keep(phone, module=HARD_DAYS)
    for _twice in range(2):
        answer = phone.post(f"{night(module=HARD_DAYS)}/forget", {"from": "home"})
        assert answer.request.path == "/zh/"
    assert asked_of(home(phone, MONDAY_MORNING)) == ""
    assert phone.post(f"{night()}/forget", {"from": "list"}).request.path == f"/zh{LIST}"
    assert rows(app) == []


@on_sqlite
@pytest.mark.parametrize("went", ["", "failed", "DONE"])
def test_what_no_button_says_changes_nothing(phone: Phone, app: Flask, went: str) -> None:
    keep(phone)
    before = contents(app)
    assert phone.post(night(), {"went": went}).status_code == 400
    assert contents(app) == before


@on_sqlite
@pytest.mark.parametrize("of", [night("2026-11-28"), night("yesterday"), night("2026-13-40"), night(module="other")])
def test_an_evening_that_was_not_kept_is_not_there(phone: Phone, app: Flask, of: str) -> None:
    keep(phone)
    before = contents(app)
    assert phone.get(of).status_code == 404
    assert phone.post(of, {"went": "done"}).status_code == 404
    assert phone.post(f"{of}/note", {"note": SAID}).status_code == 404
    assert contents(app) == before


# The note


@in_each_language
def test_a_note_is_the_parents_own_kept_changed_and_deleted(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    keep(phone)
    page = tell(phone, "done", f"{SAID}\r\n<b>再打</b>")
    assert says(page, language, "Your note is kept. Only you can read it.")
    assert f"{SAID} <b>再打</b>" in words(page)
    assert all(row.note and SAID.encode() not in row.note for row in rows(app))
    assert SAID in words(phone.get(night()))
    assert "再打" not in words(tell(phone, "done", "她笑了"))
    gone = phone.post(f"{night()}/note", {"note": ""})
    assert says(gone, language, "There is no note to it now.")
    assert [(row.went, row.note) for row in rows(app)] == [("done", None)]


@in_each_language
def test_what_is_too_long_is_shown_again_to_be_shortened(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    keep(phone)
    tell(phone, "tried", SAID)
    before = contents(app)
    answer = phone.post(f"{night()}/note", {"note": "长" * 301})
    assert answer.status_code == 422
    assert says(answer, language, "That's too long. Please use 300 characters or fewer.")
    assert "长" * 301 in _html(answer)
    assert contents(app) == before


# The list


@in_each_language
def test_the_list_has_what_was_tried_by_module_and_counts_nothing(app: Flask, language: str) -> None:
    phone = Phone(app, language)
    empty = Phone(app, language)
    empty.keep(LAO_ZHOU)
    assert says(
        empty.get(LIST),
        language,
        "Nothing here yet. Each module ends with something small for tonight's call. Keep one, and tell the next day how"
        " it went.",
    )
    for days, module, went in ((0, LISTENING, "done"), (1, HARD_DAYS, "not-yet"), (2, LISTENING, "tried")):
        moment = SUNDAY_EVENING - timedelta(days=days)
        keep(phone, moment, module)
        tell(phone, went, of=night(f"{moment:%Y-%m-%d}", module))
    with time_machine.travel(MONDAY_MORNING, tick=False):
        page = phone.get(LIST)
    titles = re.findall(r"<h2><a [^>]*>([^<]+)</a></h2>", _html(page))
    assert titles == {"zh": ["好好听", "难过的日子"], "en": ["Listening", "Hard days"]}[language]
    lamps = re.findall(r'class="(lamp[^"]*)"', _html(page))
    assert lamps == ["lamp lit", "lamp lit", "lamp"]
    assert not re.search(r"%|\b[0-9]+ ?(of|/)|streak|连续", words(page))
    only_you = "Only you see this. Your factory, the project office and the sponsors never do."
    assert says(page, language, only_you)
    assert f'href="/{language}{LIST}"' in _html(phone.get("/me"))


@on_sqlite
def test_not_yet_leaves_the_list_by_itself(phone: Phone) -> None:
    keep(phone)
    tell(phone, "not-yet")
    for days, is_there in ((6, True), (7, False)):
        with time_machine.travel(MONDAY_MORNING + timedelta(days=days), tick=False):
            assert (night() in _html(phone.get(LIST))) is is_there


# Nobody else


@on_sqlite
def test_one_parents_evenings_are_not_anothers_and_no_cache_keeps_them(app: Flask, phone: Phone) -> None:
    phone.keep(AFANG)
    keep(phone)
    tell(phone, "done", SAID)
    stranger = Phone(app)
    stranger.keep(LAO_ZHOU)
    before = contents(app)
    assert stranger.get(night()).status_code == 404
    assert stranger.post(night(), {"went": "not-yet"}).status_code == 404
    assert stranger.post(f"{night()}/note", {"note": ""}).status_code == 404
    assert stranger.post(f"{night()}/forget", {}).status_code == 200
    assert SAID not in words(stranger.get(LIST))
    assert asked_of(home(stranger, MONDAY_MORNING)) == ""
    assert contents(app) == before
    for page in (LIST, night()):
        assert phone.get(page).headers["Cache-Control"] == "private, no-store"


@on_sqlite
def test_on_a_phone_signed_out_nothing_of_it_is_left(phone: Phone) -> None:
    phone.keep(AFANG)
    keep(phone)
    tell(phone, "done", SAID)
    phone.post("/sign-out")
    assert "/sign-in" in phone.get(LIST).request.path + phone.client.get(f"/zh{LIST}").headers.get("Location", "")
    assert asked_of(home(phone, MONDAY_MORNING)) == ""


@on_sqlite
def test_what_was_kept_without_a_name_is_the_accounts_after_signing_in(app: Flask, phone: Phone) -> None:
    phone.keep(AFANG)
    borrowed = Phone(app)
    keep(borrowed)
    tell(borrowed, "tried", SAID)
    borrowed.sign_in(AFANG, **_that_was_me(borrowed))
    assert SAID in words(phone.get(LIST))


def _that_was_me(phone: Phone) -> dict[str, str]:
    found = re.search(r'type="(?:checkbox|radio)" name="([a-z_]+)" value="([^"]+)"', _html(phone.get("/sign-in")))
    assert found
    return {found[1]: found[2]}


@pytest.mark.parametrize("room", ["office", "factory", "helpline", "sponsor.py", "sponsor_tables.py"])
def test_no_page_of_the_staff_reads_what_was_kept(room: str) -> None:
    root = Path(__file__).resolve().parents[2]
    place = root / "mpt" / "web" / room
    files = [place] if place.is_file() else sorted(place.rglob("*.py"))
    assert files
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        imported = {
            f"{getattr(node, 'module', '')}.{alias.name}"
            for node in ast.walk(tree)
            if isinstance(node, (ast.Import, ast.ImportFrom))
            for alias in node.names
        }
        assert not {name for name in imported if "practice" in name.lower()}, file


@on_sqlite
def test_an_id_of_nobody_makes_nothing(phone: Phone, app: Flask) -> None:
    before = contents(app)
    assert send(phone, night(), str(uuid.uuid4()), {"went": "done"}).json == {"waits": True}
    assert contents(app) == before
