"""Whole courses, made up at random: folders that check, in every shape that a file may have."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from mpt.content.faults import Notes
from mpt.content.folder import hash8
from mpt.content.model import Lesson, ModuleText, Question
from mpt.content.modulefile import read_module_text
from tests.recordings import mp3

Drawn = TypeVar("Drawn")

# Each of 11 to 14 characters, or 8 to 10 words, so that the numbers below make a lesson as long as it must be.
_SENTENCES = {
    "zh": (
        "先听孩子把今天的事说完。",
        "你不用急着教他怎么去做。",
        "他慢慢说，你就慢慢听下去。",
        "说好了几点打，就几点打给他。",
        "打不通的时候，发一条语音。",
        "孩子知道你在听，心里就暖。",
        "累了也可以只说三分钟的话。",
        "跟奶奶也说一声辛苦你了吧。",
    ),
    "en": (
        "Let your child tell you about the day first.",
        "You do not have to teach a thing now.",
        "If the words come slowly, just wait a bit.",
        "Call at the time that you said you would.",
        "If you can not call, send a short message.",
        "Your child feels warm when you are there too.",
        "When you are tired, talk for a short time.",
        "Tell the one who looks after them thank you.",
    ),
    "vi": ("Hãy nghe con nói hết trước đã.", "Gọi đúng giờ đã hẹn.", "Mệt thì nói ba phút cũng được."),
}
_SENTENCES_IN = {"zh": (13, 16), "en": (11, 13), "vi": (1, 9)}
_HEADINGS = {
    "zh": ("先听，再说", "几点打：八点", "“我在这儿”", "一天 3 分钟", "别问：为什么", "慢慢来 #1"),
    "en": ("Listen first", "At 8:00", "“I am here”", "Three minutes", "Don't ask {why}", "Slow: 100%"),
    "vi": ("Nghe trước", "Đúng giờ", "“Mẹ đây”", "Ba phút", "Từ từ"),
}
_CHOICES = {
    "zh": ("什么也不说", "先说声对不起", "[x] 问他分数", "打三分钟", "`等`一等", "**好好**听"),
    "en": ("Say nothing", "Say sorry", "[x] Ask for marks", "Three minutes", "`Wait` a bit", "Listen **well**"),
    "vi": ("Không nói gì", "Xin lỗi", "Hỏi điểm", "Ba phút", "Chờ một chút", "Nghe kỹ"),
}
_SHAPES = ('<circle cx="12" cy="12" r="{}"/>', '<path d="M2 {} 22 4" stroke="var(--lamp)"/>')
_NAMES = ("listen", "tonight-1", "a", "q-late", "slow-down", "8-pm", "three-minutes", "say-sorry", "not-now", "bye")


@st.composite
def folders(draw: DrawFn) -> tuple[str, dict[str, bytes]]:
    """A course that checks: its id and its folder."""
    languages = draw(st.sampled_from((("zh",), ("zh", "en"), ("en", "zh", "vi"), ("vi",))))
    ids = _several(draw, _NAMES, 1, 3)
    skippable = [draw(st.booleans()) for _ in ids]
    names = [f"{number:02}-{name}" for number, name in enumerate(ids, start=1)]
    folder = {"cover.svg": _drawing(draw)} if draw(st.booleans()) else {}
    folder |= _translated(draw, _texts_of_course(draw, languages), "")
    for name, skips in zip(names, skippable, strict=True):
        folder |= _module(draw, name, languages, skips)
    folder["course.toml"] = _manifest(draw, languages, list(zip(names, skippable, strict=True)), "cover.svg" in folder)
    return draw(st.sampled_from(_NAMES)), folder


def modules() -> SearchStrategy[ModuleText]:
    """A module in one language, as it is read."""
    return module_files().map(read)


@st.composite
def module_files(draw: DrawFn) -> bytes:
    """A module in one language, as a file."""
    language = draw(st.sampled_from(tuple(_SENTENCES)))
    return _saved(draw, _module_texts(draw, (language,), skippable=draw(st.booleans()), media=[])[language])


def questions() -> SearchStrategy[Question]:
    """A question of a quiz, as it is read."""
    return modules().map(lambda text: text.lessons[-1].questions[0])


def read(data: bytes) -> ModuleText:
    """Read a module in one language in which nothing is wrong, but for its line numbers."""
    notes = Notes("zh.md")
    text = read_module_text(data, is_source=False, notes=notes)
    assert text is not None
    assert not [fault for fault in notes.faults if fault.params.get("key") != "translated_from"]
    return without_lines(text)


def without_lines(text: ModuleText) -> ModuleText:
    """Return a module without its line numbers."""
    return replace(text, lessons=tuple(_without_lines(lesson) for lesson in text.lessons))


def _without_lines(lesson: Lesson) -> Lesson:
    found = tuple(
        replace(one, line=0, choices=tuple(replace(choice, line=0) for choice in one.choices))
        for one in lesson.questions
    )
    return replace(lesson, line=0, questions=found)


def _several(draw: DrawFn, among: Sequence[Drawn], least: int, most: int) -> list[Drawn]:
    return draw(st.lists(st.sampled_from(among), min_size=least, max_size=most, unique=True))


def _translated(draw: DrawFn, texts: dict[str, str], folder: str) -> dict[str, bytes]:
    """Return texts as files: each but the first says which file it was made from."""
    saved: dict[str, bytes] = {}
    source = next(iter(texts))
    for language, text in texts.items():
        mark = f"translated_from: {hash8(saved[source])}\n" if saved else ""
        saved[language] = _saved(draw, text.replace("FROM\n", mark, 1))
    return {f"{folder}{language}.md": data for language, data in saved.items()}


def _saved(draw: DrawFn, text: str) -> bytes:
    """Return a text as some editor saves it."""
    line_end = draw(st.sampled_from(("\n", "\n", "\r\n")))
    mark = draw(st.sampled_from(("", "", "\ufeff")))
    return (mark + text.replace("FROM\n", "").replace("\n", line_end)).encode()


def _texts_of_course(draw: DrawFn, languages: Sequence[str]) -> dict[str, str]:
    survey = draw(st.booleans())
    texts = {}
    for language in languages:
        text = f"---\ntitle: {_quoted(draw, language)}\nsummary: {_quoted(draw, language)}\nFROM\n---\n你好。\n"
        if survey:
            ask = draw(st.sampled_from(_HEADINGS[language]))
            choices = "".join(f"- [ ] {choice}\n" for choice in _CHOICES[language][:2])
            text += f"\n## {ask} {{#lately .survey}}\n### {ask} {{#mood .faces}}\n\n### {ask} {{#who}}\n{choices}"
        texts[language] = text
    return texts


def _module(draw: DrawFn, name: str, languages: Sequence[str], skippable: bool) -> dict[str, bytes]:
    drawings = {f"{stem}.svg": _drawing(draw) for stem in _several(draw, ("scene", "a-1", "LAMP_2"), 0, 2)}
    files = {f"{name}/{file}": data for file, data in drawings.items()}
    texts = _module_texts(draw, languages, skippable=skippable, media=list(drawings))
    if draw(st.booleans()):
        for language in languages:
            files[f"{name}/{language}.mp3"] = mp3(draw(st.integers(1, 3)))
            texts[language] = texts[language].replace("}\n", f"}}\n:audio: {language}.mp3\n", 1)
    return files | _translated(draw, texts, f"{name}/")


def _module_texts(draw: DrawFn, languages: Sequence[str], *, skippable: bool, media: Sequence[str]) -> dict[str, str]:
    """Return a module's texts: of the same structure, each in its own words and line breaks."""
    ids = [name for name in _several(draw, _NAMES, 8, 10) if name != "tonight-1"]
    lessons, asked = ids[:5] if len(ids) > 8 else ids[:4], ids[5:7]
    shape = [draw(st.lists(st.booleans(), min_size=2, max_size=4).filter(_can_be_asked)) for _ in asked]
    see = draw(st.sampled_from(("", *lessons)))
    minutes = draw(st.integers(1, 60))
    texts = {}
    for language in languages:
        note = f"note: {_SENTENCES[language][0]}\n" if skippable else ""
        text = f"---\ntitle: {_quoted(draw, language)}\noutcome: {_quoted(draw, language)}\nminutes: {minutes}\n{note}FROM\n---\n"
        for place, name in enumerate(lessons):
            text += _heading(draw, language, name, "") + _picture(media[place : place + 1])
            text += _prose(draw, language, _SENTENCES_IN[language])
        text += _heading(draw, language, "tonight-1", " .practice") + _prose(draw, language, (4, 5))
        text += _heading(draw, language, "check", " .quiz")
        for name, right in zip(asked, shape, strict=True):
            text += _question(draw, language, name, right, see)
        texts[language] = text
    return texts


def _can_be_asked(right: Sequence[bool]) -> bool:
    return any(right) and not all(right)


def _quoted(draw: DrawFn, language: str) -> str:
    words = draw(st.sampled_from(_HEADINGS[language]))
    return '"' + words.replace('"', '\\"') + '"' if set(words) & set(':#"{}%') else words


def _heading(draw: DrawFn, language: str, name: str, kind: str) -> str:
    words = draw(st.sampled_from(_HEADINGS[language]))
    return f"## {words} {{#{name}{kind}}}\n" + draw(st.sampled_from(("", "\n", "\n\n")))


def _picture(names: Sequence[str]) -> str:
    return "".join(f"![一扇亮着灯的窗。]({name})\n\n" for name in names)


def _prose(draw: DrawFn, language: str, how_many: tuple[int, int]) -> str:
    """Return paragraphs of up to three sentences, some of them words to say, points of a list or a table."""
    sentences = draw(st.lists(st.sampled_from(_SENTENCES[language]), min_size=how_many[0], max_size=how_many[1]))
    text = ""
    while sentences:
        size = draw(st.integers(1, 3))
        part, sentences = sentences[:size], sentences[size:]
        joint = " " if language != "zh" else draw(st.sampled_from(("", "\n")))
        text += (
            draw(st.sampled_from(("{}", "> {}", "- {}", "### 1\n{}", "| {} |\n|---|", "**{}**"))).format(
                (joint if len(part) > 1 else "").join(part)
            )
            if size == 1
            else joint.join(part)
        )
        text += "\n\n"
    return text


def _question(draw: DrawFn, language: str, name: str, right: Sequence[bool], see: str) -> str:
    marks = f" see={see}" if see else ""
    text = f"### {draw(st.sampled_from(_HEADINGS[language]))} {{#{name}{marks}}}\n"
    sentence = st.sampled_from(_SENTENCES[language])
    if draw(st.booleans()):
        text += "".join(
            f"{draw(st.sampled_from(('> ', '>')))}{line}\n" for line in draw(st.lists(sentence, min_size=1, max_size=2))
        )
    text += draw(st.sampled_from(("", "\n")))
    words = _several(draw, _CHOICES[language], len(right), len(right))
    for choice, is_right in zip(words, right, strict=True):
        box = draw(st.sampled_from("xX")) if is_right else " "
        text += f"{draw(st.sampled_from('-*+'))} [{box}] {choice}\n    > {draw(sentence)}\n"
        text += draw(st.sampled_from(("", "", "    > \n    > 对。\n", "      又一行。\n", "\n")))
    if draw(st.booleans()):
        text += f"\n{draw(sentence)}\n" + draw(st.sampled_from(("", f"\n> {draw(sentence)}\n", "\n- 一\n- 二\n")))
    return text + draw(st.sampled_from(("", "\n", "\n\n")))


def _drawing(draw: DrawFn) -> bytes:
    shapes = "".join(draw(st.lists(st.sampled_from(_SHAPES), min_size=1, max_size=4)))
    size = draw(st.integers(1, 9))
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{shapes.format(*[size] * 4)}</svg>\n'.encode()


def _manifest(draw: DrawFn, languages: Sequence[str], names: Sequence[tuple[str, bool]], has_cover: bool) -> bytes:
    listed = ", ".join(f'"{language}"' for language in languages)
    text = f"# 一门课。\nlanguages = [{listed}]\npass_mark = {draw(st.integers(0, 100))}   # 及格线\n"
    text += draw(st.sampled_from(("", "sensitive = true\n", "order = 7\n")))
    text += 'cover = "cover.svg"\n' if has_cover else ""
    for name, skippable in names:
        text += f'\n[[module]]\nfolder = "{name}"\nskippable = {str(skippable).lower()}\n'
    return _saved(draw, text).removeprefix(b"\xef\xbb\xbf")
