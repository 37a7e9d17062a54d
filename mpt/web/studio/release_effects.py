"""What a release means for the learners, in sentences: what they keep, what comes, what goes."""

from collections.abc import Iterator

from mpt.content.effects import Effects
from mpt.i18n import name_of
from mpt.services.releasing import Affected
from mpt.web.language import words
from mpt.web.studio.release_words import Told, people


def sentences(what: Effects, whom: Affected, told: Told) -> list[str]:
    """Return what a release means for those who are in the course; whom it means nothing nothing is said of."""
    return [*_of_all(whom), *_of_modules(what, whom, told), *_of_lessons(what, whom, told), *_of_settings(what)]


def _of_all(whom: Affected) -> Iterator[str]:
    _ = words().gettext
    if not whom.may_have_learners:
        yield _("Nobody has begun this course yet.")
        return
    yield _("In this course: %(people)s. None loses progress: what is done stays done.", people=people(whom.learners))
    if whom.certified:
        yield _("With the certificate: %(people)s. It stays valid.", people=people(whom.certified))


def _of_modules(what: Effects, whom: Affected, told: Told) -> Iterator[str]:
    _ = words().gettext
    for module_id in what.new_modules if whom.may_have_learners else ():
        yield _(
            "The module “%(title)s” is new. Who has the certificate keeps it; the others have this module to do as well.",
            title=told.module(module_id),
        )
    for module_id in what.gone_modules:
        yield _(
            "The module “%(title)s” goes. Finished by: %(people)s. That stays in what they have done. "
            "Nobody has to do it any more, and links to it lead nowhere.",
            title=told.module(module_id),
            people=people(whom.finished[module_id]),
        )


def _of_lessons(what: Effects, whom: Affected, told: Told) -> Iterator[str]:
    _ = words().gettext
    for place in what.new_lessons if whom.may_have_learners else ():
        yield _(
            "The lesson “%(title)s” is new. Who has finished its module need not read it.", title=told.lesson(place)
        )
    for place in what.gone_lessons:
        yield _(
            "The lesson “%(title)s” goes. Read by: %(people)s. Nobody has to read it any more, and links to it lead nowhere.",
            title=told.lesson(place),
            people=people(whom.read[place]),
        )
    for module_id in what.new_quizzes if whom.may_have_learners else ():
        yield _(
            "“%(title)s” has a quiz now. Who has finished the module need not answer it.", title=told.module(module_id)
        )
    for module_id in what.gone_quizzes:
        yield _(
            "The quiz of “%(title)s” goes. For whom it was the last thing to do, the module is finished with their next step.",
            title=told.module(module_id),
        )
    for place in what.other_keys:
        yield _(
            "“%(question)s” has other choices or other right answers. Who has passed stays passed; figures of this question "
            "from before can't be compared with those that come.",
            question=told.question(place),
        )


def _of_settings(what: Effects) -> Iterator[str]:
    _ = words().gettext
    for tag in what.new_languages:
        yield _("The course can be read in %(language)s as well.", language=name_of(tag))
    for tag in what.gone_languages:
        yield _(
            "The course can't be read in %(language)s any more. Who has read it in that language goes on in another, "
            "with all that they have done.",
            language=name_of(tag),
        )
    if what.pass_mark:
        before, after = what.pass_mark
        yield _(
            "A quiz is passed from %(after)s%% on; it was %(before)s%%. Who has passed stays passed.",
            before=before,
            after=after,
        )
    if what.sensitive is not None:
        yield (
            _("The course becomes sensitive: factories see its totals only, and never who does it.")
            if what.sensitive
            else _(
                "The course isn't sensitive any more: a factory may see who of its workers completed it, if they agreed."
            )
        )
