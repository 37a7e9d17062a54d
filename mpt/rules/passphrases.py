"""Case codes and passphrases of the helpline: what a worker writes down once, and comes back with from any phone.

A passphrase is WORDS out of SIZE everyday words, 9 bits each: 36 bits. The code beside it has CODE_LENGTH signs of 5 bits, 40
bits, so nobody stumbles upon a case. Whoever has a code may try 15 passphrases a day (`mpt.services.throttling`); that takes six
million years for an even chance.

The words are things that everybody knows and likes: none frightens, none is an insult, none is written in two ways, and no two
of a list sound the same, not even with other tones. Both stand in files beside this one, SIZE words each.
"""

import unicodedata
from importlib.resources import files

from mpt.rules.codes import ALPHABET

SIZE = 512
WORDS = 4
CODE_LENGTH = 8

_LONGEST_TYPED = 200


def _words(language: str) -> tuple[str, ...]:
    return tuple(files("mpt.rules").joinpath(f"passphrases.{language}.txt").read_text(encoding="utf-8").split())


LISTS = {language: _words(language) for language in ("zh", "en")}
"""The words by language. Languages without a list of their own get the English."""


def passphrase_from(seed: bytes, language: str) -> str:
    """Return the passphrase that belongs to `seed`, which nobody may be able to guess: words with spaces between.

    Each word takes two bytes of the seed; SIZE divides what they can be, so every word is as likely as any other.
    """
    words = LISTS.get(language, LISTS["en"])
    places = (int.from_bytes(seed[2 * number : 2 * number + 2]) % SIZE for number in range(WORDS))
    return " ".join(words[place] for place in places)


def code_from(seed: bytes) -> str:
    """Return the case code that belongs to `seed`: CODE_LENGTH signs that `mpt.rules.codes.read_code` reads again."""
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in seed[:CODE_LENGTH])


def clean_phrase(text: str) -> str:
    """Return what two spellings of one passphrase have in common: its letters, without what stands between them.

    Spaces of every width, commas, hyphens, numbers before the words, case and full-width letters don't count.
    """
    plain = unicodedata.normalize("NFKC", text[:_LONGEST_TYPED]).casefold()
    return "".join(sign for sign in plain if sign.isalpha())
