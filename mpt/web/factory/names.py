"""The names of workers who agreed that their own factory sees them beside a course that they completed."""

import uuid

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from mpt.rules.permissions import Who
from mpt.services import audit, factories, naming
from mpt.services.audit import Act
from mpt.web import staff
from mpt.web.counted import make_sure_counted, open_courses
from mpt.web.entrance import enter
from mpt.web.language import language
from mpt.web.reading import course_titles
from mpt.web.transaction import apart, db

bp = Blueprint("names", __name__)


@bp.get("/<lang>/factory/<uuid:factory_id>/names")
@enter(Who.COORDINATOR)
def names(factory_id: uuid.UUID) -> ResponseReturnValue:
    """List them, by course. That somebody looked is written down before anything is shown."""
    factory = factories.find(db(), factory_id)
    make_sure_counted(factory)
    with apart() as session:
        audit.note(session, staff.colleague().staff.id, Act.SAW_NAMES, factory_id=factory_id)
    shown, titles = naming.names_shown(db(), factory, open_courses()), course_titles()
    return render_template(
        "factory/names.html",
        factory=factory,
        name=factory.name_in(language()),
        courses=[
            (titles[course_id], [(one.name,) for one in shown if one.course_id == course_id])
            for course_id in titles
            if any(one.course_id == course_id for one in shown)
        ],
    )
