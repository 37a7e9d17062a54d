"""Whether a module helped, in the words of those who did it: what is kept of a sentence, and what trainers are told.

Trainers are told opinions in full tens of one module and one language, in the order in which they were given or last changed; the
last ones wait until they are ten. So a sentence that is new between two looks is one of ten opinions', and it says neither whose
nor when. Ten opinions are ten people's only where nobody pretends: to learn no name is needed, so somebody can be nine learners,
and whoever knows nine of ten knows that the tenth is somebody else's, above all in a language that few read. Whose it is they
know only by other ways; trainers are told no factory, but somebody may be a trainer and a coordinator of a factory at once. Nor
does this protect from the sentence itself: who writes what only one person can know is known by it, so the page asks for no
names. Somebody who changes or takes back theirs leaves their ten, and the first of those who waited comes in:
whoever kept the page from before sees which sentence went, not whose it was.
"""

import unicodedata
from dataclasses import dataclass, field

from mpt.rules.figures import STEP
from mpt.rules.names import RefusedError

LONGEST_SENTENCE = 200


class SentenceTooLongError(RefusedError):
    """The sentence has more than LONGEST_SENTENCE characters."""


@dataclass(slots=True)
class Heard:
    """Opinions of one module in one language: how many are told, and how many of them say that it helped.

    `sealed` are the sentences among them, each with whether that one says that it helped.
    """

    n: int = 0
    helped: int = 0
    sealed: list[tuple[bool, bytes]] = field(default_factory=list)
    _waiting: list[tuple[bool, bytes | None]] = field(default_factory=list)

    def add(self, sentence: bytes | None, *, helped: bool) -> None:
        """Add one more opinion."""
        self._waiting.append((helped, sentence))
        if len(self._waiting) == STEP:
            self.n += STEP
            self.helped += sum(helped for helped, _sentence in self._waiting)
            self.sealed += [(helped, sentence) for helped, sentence in self._waiting if sentence]
            self._waiting.clear()


def clean_sentence(text: str) -> str:
    """Return a sentence as it's kept: one line, nothing around it. Raises SentenceTooLongError."""
    seen = "".join(sign if unicodedata.category(sign) != "Cc" else " " for sign in text)
    sentence = " ".join(seen.split())
    if len(sentence) > LONGEST_SENTENCE:
        raise SentenceTooLongError
    return sentence
