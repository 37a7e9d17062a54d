"""Pictures and recordings of a course being written: brought in, described, replaced, taken out, in all languages at once.

A picture comes with its words in every language that shows it, so a translation that was right stays right. A recording belongs
to one language, and its line says which words it was made from.
"""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from mpt.content.mediatext import (
    LONGEST_ALT,
    alt_text,
    renamed,
    with_alt,
    with_picture,
    with_recording,
    with_words,
    without_file,
)
from mpt.rules.names import RefusedError
from mpt.services import mediaview
from mpt.services.modulefiles import (
    At,
    Files,
    UnknownMediumError,
    changing,
    free_stem,
    main_ending,
    named_in,
    recordings_of,
)

__all__ = ["At", "Files", "UnknownMediumError"]

Alts = Mapping[str, str]
"""The words of a picture, by language."""


class AltMissingError(RefusedError):
    """A picture has no words in the language `tongue`."""

    def __init__(self, tongue: str) -> None:
        super().__init__(tongue)
        self.tongue = tongue


class AltTooLongError(AltMissingError):
    """A picture has too many words in the language `tongue`."""


class WordsChangedError(RefusedError):
    """Somebody described the picture anew since the page was made. Nothing was changed."""


class CoverError(RefusedError):
    """A course's cover is a drawing: it can be another one, but neither a photo nor nothing."""


def add_picture(session: Session, at: At, part_id: str, files: Files, alts: Alts) -> str:
    """Put a picture at the top of a part, in each language that has the part; return its file's name.

    The same picture in the same part once more is once; only its words are written anew. Raises UnknownModuleError,
    UnknownPartError where no language has the part, AltMissingError, AltTooLongError, drafts.TooLargeError.
    """
    with changing(session, at) as module:
        tongues = module.tongues_with(part_id)
        words = _checked(alts, tongues)
        name = module.keep(part_id.strip("_"), files)
        for tongue in tongues:
            part = module.part(tongue, part_id)
            is_there = name in named_in(part)
            new = with_alt(part, name, words[tongue]) if is_there else with_picture(part, name, words[tongue])
            module.write_part(tongue, part_id, new)
    return name


def replace_picture(session: Session, at: At, name: str, files: Files, alts: Alts, base: str) -> str:
    """Put another picture in the place of one, with its words; return the name of its file, which changes with its kind.

    `base` (mediaview.Medium.base) stands for the words that were shown. Raises UnknownModuleError, UnknownMediumError,
    AltMissingError, AltTooLongError, WordsChangedError, CoverError, drafts.TooLargeError.
    """
    with changing(session, at) as module:
        words = _checked(alts, module.tongues_naming(name))
        _refuse_changed(session, at, name, words, base)
        if name == module.cover and main_ending(files) != ".svg":
            raise CoverError(name)
        new = module.put_in_place(name, files)
        module.rewrite(lambda text, tongue: renamed(with_alt(text, name, words.get(tongue, "")), name, new))
    return new


def describe(session: Session, at: At, name: str, alts: Alts, base: str) -> None:
    """Write the words of a picture, wherever it stands, where they still are those that were shown.

    `base` (mediaview.Medium.base) stands for those; the same words again change nothing, whatever it says.
    Raises UnknownModuleError, UnknownMediumError, AltMissingError, AltTooLongError, WordsChangedError.
    """
    with changing(session, at) as module:
        words = _checked(alts, module.tongues_naming(name))
        _refuse_changed(session, at, name, words, base)
        module.rewrite(lambda text, tongue: with_alt(text, name, words[tongue]) if tongue in words else text)


def remove(session: Session, at: At, name: str) -> None:
    """Take a picture or recording out of the texts, and its file away; what isn't there any more stays away.

    Raises UnknownModuleError, CoverError.
    """
    with changing(session, at) as module:
        if name == module.cover:
            raise CoverError(name)
        module.rewrite(lambda text, _tongue: without_file(text, name))
        module.drop(name)


def add_recording(session: Session, at: At, part_id: str, tongue: str, mp3: bytes, of: str) -> str:
    """Put a recording at the top of a part in one language, in place of the one before; return its file's name.

    `of` stands for the words that were read (content.recordings.words_hash): those of the page that was read from. The same
    once more changes nothing. A file that another part plays stays as it is, whatever it's called. Raises UnknownModuleError,
    UnknownPartError, drafts.TooLargeError.
    """
    stem = f"{part_id.strip('_')}-{tongue.lower()}"
    with changing(session, at) as module:
        part = module.part(tongue, part_id)
        taken = {name.removesuffix(".mp3") for name in module.named_elsewhere(tongue, part_id)}
        name = f"{free_stem(stem, taken)}.mp3"
        before = recordings_of(part)
        module.put(name, {".mp3": mp3})
        module.write_part(tongue, part_id, with_recording(part, name, of))
        for old in before:
            module.drop_unused(old)
    return name


def still_fits(session: Session, at: At, part_id: str, tongue: str, of: str) -> None:
    """Note that the recording of a part fits the words that `of` stands for, which were shown when it was said.

    Raises UnknownModuleError, UnknownPartError.
    """
    with changing(session, at) as module:
        part = module.part(tongue, part_id)
        new = part
        for name in recordings_of(part):
            new = with_words(new, name, of)
        module.write_part(tongue, part_id, new)


def remove_recording(session: Session, at: At, part_id: str, tongue: str) -> None:
    """Take the recording out of a part in one language, and its file away if nothing else plays it.

    Raises UnknownModuleError, UnknownPartError.
    """
    with changing(session, at) as module:
        part = new = module.part(tongue, part_id)
        for name in recordings_of(part):
            new = without_file(new, name)
        module.write_part(tongue, part_id, new)
        for name in recordings_of(part):
            module.drop_unused(name)


def _refuse_changed(session: Session, at: At, name: str, words: Alts, base: str) -> None:
    medium = mediaview.look(session, at.course_id, at.module_id).medium(name)
    if medium.base != base and any(medium.words(tongue) != alt for tongue, alt in words.items()):
        raise WordsChangedError(name)


def _checked(alts: Alts, tongues: list[str]) -> dict[str, str]:
    words = {tongue: alt_text(alts.get(tongue, "")) for tongue in tongues}
    for tongue, alt in words.items():
        if not alt:
            raise AltMissingError(tongue)
        if len(alt) > LONGEST_ALT:
            raise AltTooLongError(tongue)
    return words
