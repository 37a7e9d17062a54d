"""A small course for tests that aren't about a course: two modules, each with two lessons, a practice and a quiz.

`listening` must be done and asks for all that apply in one of its questions; `hard-days` may be skipped.
"""

from collections.abc import Mapping

from mpt.content.folder import hash8
from mpt.content.model import Module
from mpt.rules.completion import lessons_of
from mpt.services.publishing import Edition

SAMPLE = "sample"
LISTENING = "listening"
HARD_DAYS = "hard-days"
LESSONS = ("hear-them", "ask-once")

ALL_RIGHT = {"q-late": frozenset({1}), "q-listen": frozenset({0, 2})}
HALF_RIGHT = {"q-late": frozenset({1}), "q-listen": frozenset({0})}
ALL_WRONG = {"q-late": frozenset({0}), "q-listen": frozenset({1})}
HARD_DAYS_RIGHT = {"q-tired": frozenset({0})}
RIGHT_ANSWERS = {LISTENING: ALL_RIGHT, HARD_DAYS: HARD_DAYS_RIGHT}

# Only the length of this text matters: it is as long as a lesson must be, in sentences that are short enough.
_FILLER = {
    "zh": "先听孩子把话说完。不急着教他，也不急着问分数。他说得慢一点，你就等一等。\n\n",
    "en": "Let your child finish first. Don't teach yet, and don't ask for marks. If the words come slowly, wait a little.\n\n",
}
_LESSON, _PRACTICE = 8, 4

_MANIFEST = """\
# A course for tests.
languages = ["zh", "en"]
pass_mark = 60
sensitive = false

[[module]]
folder = "01-listening"
sources = ["S1"]
review = []
skippable = false

[[module]]
folder = "02-hard-days"
sources = ["S2"]
review = []
skippable = true
"""

_QUIZZES = {
    ("zh", LISTENING): """\
### 电话打晚了，先说什么？ {#q-late see=hear-them}
> 想想孩子在等什么。

- [ ] 不用说
    > 孩子会一直等。
- [x] 说声对不起
    > 对。孩子知道你记着。

先道歉，再说下次几点。

### 怎样听，孩子愿意说？ {#q-listen}
- [x] 听他说完
    > 对。
- [ ] 边听边看手机
    > 孩子听得出来。
- [x] 把他的话说一遍
    > 对。他知道你听懂了。
""",
    ("en", LISTENING): """\
### Your call came late. What first? {#q-late see=hear-them}
> Think of what your child waits for.

- [ ] Say nothing
    > Your child goes on waiting.
- [x] Say sorry
    > Yes. Your child knows that you remember.

Say sorry, then say when you call next.

### How do you listen so that they talk? {#q-listen}
- [x] Let them finish
    > Yes.
- [ ] Look at another screen
    > Your child can hear that.
- [x] Say it back
    > Yes. Now they know you understood.
""",
    ("zh", HARD_DAYS): """\
### 累了，还打不打？ {#q-tired}
- [x] 打三分钟
    > 对。短一点也好。
- [ ] 不打也不说
    > 孩子会担心。
""",
    ("en", HARD_DAYS): """\
### You are tired. Do you still call? {#q-tired}
- [x] Three minutes
    > Yes. Short is fine.
- [ ] No call, no word
    > Your child will worry.
""",
}
_SURVEYS = {
    "zh": """
## 你和孩子这阵子 {#lately .survey}
没有对错。

### 孩子愿意跟我说心事。 {#confides .faces}

### 我觉得应付不过来。 {#stress .sad-faces}

### 联系过老师吗？ {#teacher}
- [ ] 联系过
- [ ] 没有
""",
    "en": """
## You and your child lately {#lately .survey}
No answer is wrong.

### My child confides in me. {#confides .faces}

### It is too much for me. {#stress .sad-faces}

### Did you contact the teacher? {#teacher}
- [ ] Yes
- [ ] No
""",
}
_NOTES = {"zh": "这里讲到难过的日子。", "en": "This talks about hard days."}
_TITLES = {
    ("zh", LISTENING): "好好听",
    ("en", LISTENING): "Listening",
    ("zh", HARD_DAYS): "难过的日子",
    ("en", HARD_DAYS): "Hard days",
}


def sample_folder(*, more_lessons: tuple[str, ...] = (), summary: str = "一门小课。") -> dict[str, bytes]:
    """Return the course's folder. `more_lessons` are added to `listening`; another `summary` is another release."""
    zh, en = f"---\ntitle: 小课\nsummary: {summary}\n---\n欢迎。\n", "---\ntitle: A small course\nsummary: Small.\n"
    zh += _SURVEYS["zh"]
    en = f"{en}translated_from: {_hash(zh)}\n---\nWelcome.\n{_SURVEYS['en']}"
    folder = {"course.toml": _MANIFEST, "zh.md": zh, "en.md": en}
    for number, module, lessons in (("01", LISTENING, (*LESSONS, *more_lessons)), ("02", HARD_DAYS, LESSONS)):
        source = _module("zh", module, lessons, "")
        folder[f"{number}-{module}/zh.md"] = source
        folder[f"{number}-{module}/en.md"] = _module("en", module, lessons, f"translated_from: {_hash(source)}\n")
    return {path: text.encode() for path, text in folder.items()}


def module_of(edition: Edition, module_id: str = LISTENING) -> Module:
    """Return a module of a course."""
    return next(module for module in edition.course.modules if module.id == module_id)


def lesson_ids(module: Module) -> list[str]:
    """Return the ids of what is read in a module."""
    return [lesson.id for lesson in lessons_of(module, "zh")]


def broken(folder: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the folder with one fault: a module's English is missing."""
    return {path: data for path, data in folder.items() if path != "02-hard-days/en.md"}


def _hash(text: str) -> str:
    return hash8(text.encode())


def _module(language: str, module: str, lessons: tuple[str, ...], translated_from: str) -> str:
    title = _TITLES[language, module]
    note = f"note: {_NOTES[language]}\n" if module == HARD_DAYS else ""
    parts = [f"---\ntitle: {title}\noutcome: {title}\nminutes: 4\n{note}{translated_from}---\n"]
    parts += [f"## {title} {{#{lesson}}}\n\n{_FILLER[language] * _LESSON}" for lesson in lessons]
    parts.append(f"## {title} {{#tonight .practice}}\n\n{_FILLER[language] * _PRACTICE}")
    parts.append(f"## {title} {{#check .quiz}}\n\n{_QUIZZES[language, module]}")
    return "".join(parts)
