"""The kinds of tables that the office uploads: what they are called, their columns, and what holds them against what is there."""

from collections.abc import Mapping
from dataclasses import dataclass

from mpt.i18n import LANGUAGES, catalogue
from mpt.rules import places
from mpt.rules.names import LONGEST_NAME
from mpt.rules.passwords import LONGEST_EMAIL
from mpt.services.uploading import courses, departments, factories, people, supports
from mpt.services.uploading.plan import Planner
from mpt.sheets.columns import Column, Kind
from mpt.web.language import language
from mpt.web.messages import N_
from mpt.web.shelf import shelf

MOST_ROWS = 2_000
"""How many rows a table may have."""

_LONGEST_TITLE = 120
_MOST_DIGITS = 7


@dataclass(frozen=True, slots=True)
class TableKind:
    """A kind of table: its name in addresses, its title, what a row of it is, its columns and its planner."""

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    planner: Planner

    @property
    def headings(self) -> list[str]:
        """The headings of its columns in the language of this request."""
        place = 0 if language() == "zh" else 1
        return [column.titles[place] for column in self.columns]


def _text(key: str, *titles: str, required: bool = True, longest: int = LONGEST_NAME) -> Column:
    return Column(key, titles, Kind.TEXT, required, longest)


def _people(key: str, *titles: str) -> Column:
    return Column(key, titles, Kind.WHOLE, required=False, longest=_MOST_DIGITS)


def country_names() -> dict[str, tuple[str, ...]]:
    """Return what each country is called in each language, by its code."""
    return {code: tuple(catalogue(tag).country(code) for tag in LANGUAGES) for code in places.COUNTRIES}


def course_names() -> dict[str, tuple[str, ...]]:
    """Return what each course is called in each of its languages, by its id."""
    served = {course_id: edition.course for course_id, edition in shelf().editions().items()}
    return {course_id: tuple(course.title_in(tag) for tag in course.languages) for course_id, course in served.items()}


_FACTORY = _text("factory", "工厂", "Factory", "工厂名称", "Factory name")

_KINDS = (
    TableKind(
        "factories",
        N_("Factories"),
        N_(
            "A factory in each row, known by its Chinese name. Without a time zone it has its country's usual one; "
            "a new one gets its join code."
        ),
        (
            _text("name_zh", "工厂中文名", "Factory in Chinese", "中文名称", "Chinese name"),
            _text("name_en", "工厂英文名", "Factory in English", "英文名称", "English name"),
            _text("country", "国家", "Country"),
            _text("timezone", "时区", "Time zone", required=False),
        ),
        lambda session, rows: factories.plan(session, rows, country_names()),
    ),
    TableKind(
        "departments",
        N_("Departments and lines"),
        N_(
            "A line in each row, or a department without one, known by its Chinese name. "
            "An empty cell leaves a number as it is."
        ),
        (
            _FACTORY,
            _text("name_zh", "部门中文名", "Department in Chinese"),
            _text("name_en", "部门英文名", "Department in English"),
            _people("headcount", "部门人数", "People", "人数", "Headcount"),
            _people("parents", "家长人数", "Parents"),
            _text("line_zh", "产线中文名", "Line in Chinese", required=False),
            _text("line_en", "产线英文名", "Line in English", required=False),
        ),
        departments.plan,
    ),
    TableKind(
        "staff",
        N_("Staff"),
        N_(
            "A role of a person in each row: office, coordinator or sponsor. The office's has no place. "
            "Whoever has no password yet gets a link, which you pass on; no e-mail is sent."
        ),
        (
            Column("email", ("邮箱", "E-mail", "电子邮箱", "email address"), Kind.EMAIL, True, LONGEST_EMAIL),
            _text("name", "姓名", "Name"),
            _text("role", "角色", "Role"),
            _text("place", "工厂或赞助方", "Factory or sponsor", "工厂或支持方", required=False),
        ),
        people.plan,
    ),
    TableKind(
        "courses",
        N_("Courses offered"),
        N_(
            "A course of a factory in each row. Without a day there is no hurry. What isn't in the table stays as it is."
        ),
        (
            _FACTORY,
            _text("course", "课程", "Course", longest=_LONGEST_TITLE),
            Column("due_on", ("完成期限", "Finish by"), Kind.DAY, required=False, longest=10),
        ),
        lambda session, rows: courses.plan(session, rows, course_names()),
    ),
    TableKind(
        "sponsors",
        N_("Sponsors' factories"),
        N_(
            "A factory that a sponsor supports in each row. A sponsor that isn't here yet is added. "
            "What isn't in the table stays as it is."
        ),
        (
            _text("sponsor_zh", "赞助方中文名", "Sponsor in Chinese", "支持方中文名"),
            _text("sponsor_en", "赞助方英文名", "Sponsor in English", "支持方英文名"),
            _FACTORY,
        ),
        supports.plan,
    ),
)

KINDS: Mapping[str, TableKind] = {kind.name: kind for kind in _KINDS}
"""The kinds by their names, in the order in which a new office needs them."""
