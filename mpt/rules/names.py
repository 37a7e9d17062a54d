"""Names that people give themselves, and PINs. One field for a name, never first and last."""

import re
import unicodedata

LONGEST_NAME = 40
LONGEST_KEY = 120

# Code points that draw nothing themselves yet change how the text around them looks: controls, bidirectional overrides,
# zero-width characters, private use. A name with them can pretend to be another name.
HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})

_EASY_PINS = frozenset(
    {"123456", "654321", "012345", "543210", "123123", "112233", "121212", "520520", "521521", "147258"}
)


class RefusedError(Exception):
    """Something a person typed can't be taken. Each kind is a class of its own; the pages have the words for it."""


class NameMissingError(RefusedError):
    """No name was given."""


class NameTooLongError(RefusedError):
    """The name has more than LONGEST_NAME characters, or its key, in which one character can become many, LONGEST_KEY."""


class NameHiddenError(RefusedError):
    """The name holds characters that can't be seen."""


class PinShapeError(RefusedError):
    """The PIN isn't six digits."""


class PinEasyError(RefusedError):
    """The PIN is among the first that anyone would try."""


def clean_name(text: str) -> str:
    """Return a name as it's kept: composed (NFC), single spaces. Raises NameMissing, NameTooLong or NameHiddenError."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise NameMissingError
    if len(name) > LONGEST_NAME:
        raise NameTooLongError
    if any(unicodedata.category(character) in HIDDEN for character in name):
        raise NameHiddenError
    key = name_key(name)
    if not key:
        raise NameMissingError
    if len(key) > LONGEST_KEY:
        raise NameTooLongError
    return name


def name_key(name: str) -> str:
    """Return what two spellings of one name have in common: width, case, spaces, hyphens and the unseen don't count."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(
        sign for sign in folded if not (sign == "-" or sign.isspace() or unicodedata.category(sign) in HIDDEN)
    )


def plain_pin(text: str) -> str:
    """Return a PIN as it's compared: half-width digits (a Chinese input method types full-width ones), no spaces."""
    return "".join(unicodedata.normalize("NFKC", text[:64]).split())


def clean_pin(text: str, name: str) -> str:
    """Return six digits. Raises PinShapeError, or PinEasyError for a PIN that the name or the first guess gives away."""
    pin = plain_pin(text)
    if not re.fullmatch(r"[0-9]{6}", pin):
        raise PinShapeError
    if len(set(pin)) == 1 or pin in _EASY_PINS or _is_birthday(pin) or name_key(name).endswith(pin):
        raise PinEasyError
    return pin


def _is_birthday(pin: str) -> bool:
    # As on a Chinese identity card, of which the personnel office has a copy: 900101.
    return 1 <= int(pin[2:4]) <= 12 and 1 <= int(pin[4:]) <= 31


def mask(name: str) -> str:
    """Return a name that its owner recognises and nobody else learns: 王小芳 is 王**, Anna Li is A*** L*."""
    return " ".join(word[0] + "*" * min(max(len(word) - 1, 1), 3) for word in name.split())
