"""Front matter: the few `key: value` lines between `---` at the top of a file."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

import yaml

from mpt.content.faults import N_, Complaint, Notes

LARGEST_FRONT = 4000
MOST_BRACKETS = 50  # each is a level that YAML may go down, and values are text

NO_FRONT = Complaint(
    N_("the file doesn't begin with its front matter"),
    N_("begin with a line ---, then title: and the other keys, then a line ---"),
)
FRONT_UNREADABLE = Complaint(
    N_("the front matter can't be read (%(problem)s)"),
    N_('write each line as key: value, with a half-width colon and a space; put "quotes" around a value with a colon'),
)
FRONT_NOT_KEYS = Complaint(
    N_("the front matter isn't a list of keys and values"),
    N_("write each line as key: value, with a half-width colon and a space"),
)
VALUE_NOT_TEXT = Complaint(
    N_("“%(key)s” isn't a line of text"), N_('write %(key)s: and the text, in "quotes" if need be')
)
VALUE_EMPTY = Complaint(N_("“%(key)s” is empty"), N_("write its text after the colon"))
VALUE_HIDDEN = Complaint(
    N_("“%(key)s” has characters that can't be seen"), N_("delete the line, and type it again by hand")
)
KEY_TWICE = Complaint(N_("“%(key)s” is there twice"), N_("leave one of them out"))
KEY_MISSING = Complaint(N_("“%(key)s” is missing"), N_("add a line %(key)s: to the front matter"))
KEY_UNKNOWN = Complaint(N_("the key “%(key)s” isn't known here"), N_("leave it out; the keys are %(known)s"))
KEY_MISSPELT = Complaint(N_("the key “%(key)s” isn't known here"), N_("did you mean “%(near)s”?"))


_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs"})
_JOINERS = "\u200c\u200d"  # some scripts are written with them


@dataclass(frozen=True, slots=True)
class Front:
    """The front matter of a file. `values` is text, always; `lines` says where each key stands; `end` is the line
    number of the closing `---`, or 0 where there is no front matter."""

    values: Mapping[str, str]
    lines: Mapping[str, int]
    end: int


def read_front(text: str, required: tuple[str, ...], optional: tuple[str, ...], notes: Notes) -> Front:
    """Read the front matter of a file, and note what is wrong with it."""
    raw = text.split("\n")
    end = next((place for place, line in enumerate(raw[1:], start=1) if line.rstrip() == "---"), 0)
    if raw[0].rstrip() != "---" or not end:
        notes.add(NO_FRONT, 1)
        return Front({}, {}, 0)
    source = "\n".join(raw[1:end])
    values, lines = _pairs(_compose(source, notes), notes)
    note_unknown_keys(values, (*required, *optional), lines, notes)
    for key in required:
        if key not in values:
            notes.add(KEY_MISSING, 1, key=key)
        elif not values[key]:
            notes.add(VALUE_EMPTY, lines[key], key=key)
    return Front(values, lines, end + 1)


def note_unknown_keys(
    keys: Mapping[str, object], known: tuple[str, ...], lines: Mapping[str, int], notes: Notes
) -> None:
    """Note each key that isn't one of `known`, with the nearest of them if one is near."""
    for key in keys:
        if key in known:
            continue
        near = get_close_matches(key[:40], known, n=1)
        if near:
            notes.add(KEY_MISSPELT, lines.get(key, 0), key=key, near=near[0])
        else:
            notes.add(KEY_UNKNOWN, lines.get(key, 0), key=key, known=", ".join(known))


def _compose(source: str, notes: Notes) -> yaml.Node | None:
    # Nodes, not values: nothing is constructed, so no tag runs and no alias grows; the line of each key is known;
    # and the hash 01234567 or the title 2024 stays the text that was written.
    if len(source) > LARGEST_FRONT:
        notes.add(FRONT_UNREADABLE, 1, problem=f"> {LARGEST_FRONT}")
        return None
    if source.count("[") + source.count("{") > MOST_BRACKETS:
        notes.add(FRONT_UNREADABLE, 1, problem=f"[ > {MOST_BRACKETS}")
        return None
    try:
        return yaml.compose(source, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        notes.add(FRONT_UNREADABLE, line, problem=error.problem or "YAML")
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:
        notes.add(FRONT_UNREADABLE, 1, problem=type(error).__name__)
    return None


def _pairs(root: yaml.Node | None, notes: Notes) -> tuple[dict[str, str], dict[str, int]]:
    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    if not isinstance(root, yaml.MappingNode):
        if root is not None:
            notes.add(FRONT_NOT_KEYS, 2)
        return values, lines
    for key_node, value_node in root.value:
        line = key_node.start_mark.line + 2
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
        if key in values:
            notes.add(KEY_TWICE, line, key=key)
        lines[key] = line
        values[key] = _text(key, value_node, line, notes)
    return values, lines


def _text(key: str, node: yaml.Node, line: int, notes: Notes) -> str:
    if isinstance(node, yaml.ScalarNode):
        text = " ".join(str(node.value).split())
        # What an escape hides: half characters, control characters, marks that turn the line around.
        seen = "".join(one for one in text if one in _JOINERS or unicodedata.category(one) not in _UNSEEN)
        if seen != text:
            notes.add(VALUE_HIDDEN, line, key=key)
        return seen
    notes.add(VALUE_NOT_TEXT, line, key=key)
    return ""
