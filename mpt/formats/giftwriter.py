"""Questions of ours as Moodle's GIFT, written so that `mpt.formats.gift` reads them as they were.

In GIFT's text for teachers stand our id and `see=`, as Moodle's own `[id:…]` and `[tag:…]`; our hint, which GIFT has no place
for, stands below the question as a Markdown quotation.
"""

from collections.abc import Iterator, Sequence

from mpt.content.model import Choice, Question

SEE = "see="
"""With what the tag begins that names the lesson to read again."""

_ESCAPE = str.maketrans({one: f"\\{one}" for one in "\\~=#{}:"} | {"\n": "\\n"})


def write_gift(questions: Sequence[Question]) -> str:
    """Return questions of a quiz as a GIFT file."""
    return "\n".join(_written(question) for question in questions)


def _written(question: Question) -> str:
    see = f" [tag:{SEE}{question.see}]" if question.see else ""
    hint = "".join(f"\n> {line}" for line in question.hint.split("\n")) if question.hint else ""
    stem = question.stem + (f"\n{hint}" if hint else "")
    lines = [f"// [id:{question.id}]{see}", f"::{question.id}::[markdown]{stem.translate(_ESCAPE)}{{"]
    lines += [f"\t{mark}{_safe(one)}" for mark, one in zip(_marks(question), question.choices, strict=True)]
    if question.explanation:
        lines.append(f"\t####{_bracketed(question.explanation)}")
    return "\n".join([*lines, "}", ""])


def _marks(question: Question) -> Iterator[str]:
    """Yield how GIFT marks each choice. Where several are right, wrong ones cost what right ones earn: all or nothing is ours."""
    rights = len(question.key)
    for choice in question.choices:
        if rights == 1:
            yield "=" if choice.correct else "~"
        else:
            share = 100 / ((rights if choice.correct else len(question.choices) - rights) or 1)
            yield f"~%{'' if choice.correct else '-'}{share:.5f}".rstrip("0").rstrip(".") + "%" if rights else "~"


def _safe(choice: Choice) -> str:
    words = _bracketed(choice.text)
    return f"{words}#{_bracketed(choice.feedback)}" if choice.feedback else words


def _bracketed(text: str) -> str:
    """Return a text so that what it begins with isn't taken for its format or weight."""
    return ("[markdown]" if text.startswith(("[", "%")) else "") + text.translate(_ESCAPE)
