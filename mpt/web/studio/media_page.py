"""The pages of a module's pictures and recordings: what is shown, and what was typed when it couldn't be taken."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template, request, url_for
from markupsafe import Markup

from mpt.content.page import Media, Page, clock
from mpt.content.parts import FRONT
from mpt.i18n import name_of
from mpt.media.apart import LARGEST_MB
from mpt.services import mediaview
from mpt.services.mediaview import Fits, Look, Medium
from mpt.services.modulefiles import UnknownMediumError
from mpt.services.translations import OWN
from mpt.web import forms
from mpt.web.language import words
from mpt.web.shelf import UnknownPageError
from mpt.web.studio import bringing_media, media_words
from mpt.web.studio.faults import sentence
from mpt.web.studio.files import file_address
from mpt.web.studio.here import CourseHere, course_here, crumbs
from mpt.web.transaction import db

NEW = "new-alt"
"""With what the fields for the words of a picture begin that replaces another."""


@dataclass(frozen=True, slots=True)
class ModuleMedia:
    """A module with its pictures and recordings, as its pages need it."""

    here: CourseHere
    module_id: str
    look: Look

    @property
    def tongues(self) -> list[tuple[str, str]]:
        """The course's languages: tag and what each calls itself."""
        return [(tongue, name_of(tongue)) for tongue in self.look.languages]

    @property
    def described(self) -> list[tuple[str, str]]:
        """Those of them that have any of the module's parts: where it isn't translated yet, a picture's words have no place."""
        there = {tongue for _heading, tongues in self.look.parts.values() for tongue in tongues}
        return [(tongue, name) for tongue, name in self.tongues if tongue in there]

    @property
    def title(self) -> str:
        """What the module is called."""
        return self.here.module_title(self.module_id)

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Where a picture may be put: id and heading."""
        intro = words().gettext("Introduction")
        return [(part, intro if part == FRONT else heading) for part, (heading, _tongues) in self.look.parts.items()]

    def medium(self, name: str) -> Medium:
        """Return a picture or recording. Raises UnknownPageError."""
        try:
            return self.look.medium(name)
        except UnknownMediumError:
            raise UnknownPageError(name) from None

    def shown(self, medium: Medium) -> Markup:
        """Return a picture or recording as a lesson shows it."""
        media = {
            medium.name: Media(medium.name, medium.data, file_address(self.here.course_id, medium.path, medium.data))
        }
        page = Page(media, listen=words().gettext("Listen"), length=clock)
        alt = next((use.words for use in medium.uses if use.words), medium.name)
        html = page.recording(medium.name) if medium.is_recording else page.picture(medium.name, alt)
        return Markup(html)  # noqa: S704 - made of checked files, and escaped there

    def facts(self, medium: Medium) -> str:
        """Return the size of a picture or recording in words: pixels or time, and what a phone fetches."""
        shape, kilobytes = medium.shape, f"{math.ceil(medium.size / 1024)} KB"
        size = f"{shape[0]} × {shape[1]}" if shape else clock(medium.seconds) if medium.seconds else ""
        kind = medium.name.rpartition(".")[2].upper() + (" + WebP" if medium.webp else "")
        return " · ".join(filter(None, (kind, size, kilobytes)))

    def faults(self, medium: Medium) -> list[str]:
        """Return what the check says of a file, and that nothing uses it."""
        spoken = words()
        said = [sentence(fault) for fault in medium.faults]
        unused = spoken.gettext(
            "No text uses this file. A course can't be published with it: use it in a text, or delete it."
        )
        return said if medium.uses or medium.is_cover else [*said, unused]

    def typed(self, tongues: list[str], medium: Medium | None = None, field: str = "alt") -> dict[str, str]:
        """Return what the fields for a picture's words hold, by name: what was typed where it's their form that was sent."""
        before = {f"{field}.{tongue}": medium.words(tongue) if medium else "" for tongue in tongues}
        is_sent = not bringing_media.is_unread() and before.keys() & request.form.keys()
        return forms.refilled(before) if is_sent else before


def module_media(course_id: str, module_id: str) -> ModuleMedia:
    """Return what an address names. Raises UnknownPageError."""
    here = course_here(course_id)
    if module_id != OWN:
        here.module(module_id)
    return ModuleMedia(here, module_id, mediaview.look(db(), course_id, module_id))


def list_page(media: ModuleMedia, faults: Mapping[str, str] | None = None, *, part: str = "") -> str:
    """Return the page with all pictures and recordings of a module."""
    return render_template(
        "studio/media.html",
        media=media,
        here=media.here,
        pictures=[one for one in media.look.media if not one.is_recording],
        recordings=[one for one in media.look.media if one.is_recording and not one.uses],
        trail=crumbs(media.here, media.module_id),
        faults=faults or {},
        part=part,
        typed=media.typed(list(media.look.languages)),
        fits=media_words.FITS,
        stale=Fits.STALE,
        largest=LARGEST_MB,
        length=clock,
    )


def one_page(
    media: ModuleMedia,
    medium: Medium,
    faults: Mapping[str, str] | None = None,
    *,
    left_out: list[tuple[str, int]] | None = None,
) -> str:
    """Return the page of one picture or recording."""
    return render_template(
        "studio/media_one.html",
        media=media,
        here=media.here,
        medium=medium,
        trail=[*crumbs(media.here, media.module_id), (list_address(media), words().gettext("Pictures and recordings"))],
        faults=faults or {},
        left_out=left_out or [],
        typed=media.typed(medium.tongues, medium) | media.typed(medium.tongues, medium, NEW),
        new=NEW,
        names={tongue: name_of(tongue) for tongue in media.look.languages},
        largest=LARGEST_MB,
    )


def list_address(media: ModuleMedia) -> str:
    """Return where all pictures and recordings of a module are."""
    return url_for("studiomedia.media", course_id=media.here.course_id, module_id=media.module_id)
