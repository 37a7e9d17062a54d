"""What is left out of a drawing, in kinds that mean something to whoever drew it."""

from dataclasses import dataclass
from enum import StrEnum


class LeftOut(StrEnum):
    """One kind of what a lesson can't show, or mustn't."""

    SCRIPT = "script"
    TEXT = "text"
    PICTURE = "picture"
    LINK = "link"
    MOTION = "motion"
    REPEATED = "repeated"
    EFFECT = "effect"
    GRADIENT = "gradient"
    OTHER = "other"

    @classmethod
    def of_element(cls, tag: str) -> "LeftOut | None":
        """Return what it means to leave out an element; nothing where nobody sees or minds it."""
        name = tag.rpartition("}")[2].lower()
        if name in _UNSEEN or ("}" in tag and not tag.startswith(_KNOWN)):
            return None
        return _ELEMENTS.get(name, cls.OTHER)

    @classmethod
    def of_attribute(cls, key: str, value: str) -> "LeftOut | None":
        """Return what it means to leave out an attribute; nothing where nobody sees or minds it."""
        name = key.rpartition("}")[2].lower()
        if name.startswith("on") or "javascript:" in value.lower():
            return cls.SCRIPT
        if name == "href":
            return cls.LINK
        return cls.EFFECT if name in _EFFECTS and value.strip() != "none" else None


@dataclass(frozen=True, slots=True)
class Omitted:
    """How often something was left out."""

    what: LeftOut
    count: int


_KNOWN = ("{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xhtml}")
_UNSEEN = frozenset(
    {
        *("defs", "title", "desc", "metadata", "style", "view", "namedview", "lineargradient", "radialgradient"),
        *("stop", "clippath", "mask", "pattern", "filter", "marker", "symbol"),
    }
)
_EFFECTS = frozenset({"clip-path", "mask", "filter", "marker-start", "marker-mid", "marker-end", "mix-blend-mode"})
_ELEMENTS = {
    **dict.fromkeys(("script", "handler", "foreignobject", "iframe", "object", "embed"), LeftOut.SCRIPT),
    **dict.fromkeys(("text", "tspan", "textpath", "flowroot"), LeftOut.TEXT),
    **dict.fromkeys(("image", "img", "video", "audio", "canvas"), LeftOut.PICTURE),
    **dict.fromkeys(("animate", "animatetransform", "animatemotion", "animatecolor", "set"), LeftOut.MOTION),
    "use": LeftOut.REPEATED,
}
