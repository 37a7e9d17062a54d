"""The page that a text is shown on: its pictures and recordings, its own words and addresses."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

from mpt.content.media import PICTURES, RECORDINGS, picture_size, recording_seconds, webp_of
from mpt.content.svg import UnsafePictureError, clean


@dataclass(frozen=True, slots=True)
class Media:
    """One picture or recording: its name in the folder, its bytes, and the address it is served from."""

    name: str
    data: bytes
    url: str


def clock(seconds: int) -> str:
    """Return a length as a clock shows it, which every language reads: 1:20."""
    return f"{seconds // 60}:{seconds % 60:02}"


@dataclass(frozen=True, slots=True)
class Page:
    """Where a text is shown.

    `media` are the files of the text's folder by name. `say` heads words to say aloud, in a lesson; where it is empty
    a quotation is only a quotation. `listen` names a recording, and `length` says its seconds in words. `help_url` is
    where `[...](help)` leads; where it is empty such a link is only its words.
    """

    media: Mapping[str, Media]
    say: str = ""
    listen: str = ""
    length: Callable[[int], str] = clock
    help_url: str = ""

    def picture(self, name: str, alt: str) -> str:
        """Return a picture as HTML; its words where there is no such picture, or none that may be shown."""
        medium = self.media.get(name)
        if medium and name.endswith(".svg"):
            return _drawing(medium, alt)
        if medium and name.endswith(PICTURES):
            return _photo(medium, self.media.get(webp_of(name)), alt)
        return escape(alt)

    def recording(self, name: str) -> str:
        """Return a recording as HTML; nothing where there is no such recording.

        Its length and size are said first, and none of it is fetched before it's wanted: data costs its reader money.
        """
        medium = self.media.get(name)
        if not medium or not name.endswith(RECORDINGS):
            return ""
        seconds = recording_seconds(medium.data)
        said = (self.listen, self.length(seconds) if seconds else "", f"{math.ceil(len(medium.data) / 1024)} KB")
        return (
            f'<figure class="listen"><figcaption>{escape(" · ".join(filter(None, said)))}</figcaption>'
            f'<audio controls preload="none" src="{escape(medium.url)}" aria-label="{escape(self.listen)}"></audio></figure>'
        )


def _drawing(medium: Media, alt: str) -> str:
    try:
        svg = clean(medium.data)
    except UnsafePictureError:
        return escape(alt)
    role = f'role="img" aria-label="{escape(alt)}"' if alt else 'aria-hidden="true"'
    return f'<svg class="pic" {role}{svg.removeprefix("<svg")}'


def _photo(medium: Media, webp: Media | None, alt: str) -> str:
    """Return a picture as HTML: its WebP, where it has one, for the phones that read it."""
    size = picture_size(medium.data)
    if not size:
        return escape(alt)
    width, height = size
    img = (
        f'<img class="pic" src="{escape(medium.url)}" alt="{escape(alt)}" width="{width}" height="{height}" '
        'loading="lazy" decoding="async">'
    )
    if webp is None or not picture_size(webp.data):
        return img
    return f'<picture><source type="image/webp" srcset="{escape(webp.url)}">{img}</picture>'
