"""Words that speak of danger, in Chinese and English, by which a case is put first.

They stand in files beside this one, `danger.zh.txt` and `danger.en.txt`: regular expressions, one a line. A line `name = ...` is
what `<name>` means in the lines below it, and one that begins with `#` says what the next are about.

"He doesn't hit me any more", "I'd never kill myself" and "a colleague's child is missing" raise the flag as well: what is denied,
or told of others, is near enough to ask. No list hears everything: of sentences that were made up afterwards it heard about half,
until they were added (`tests/rules/said_in_danger.txt`). So workers are asked for a tick as well, and no case may lie unread
because it has no flag. Left out is only what work and everyday speech are full of: 打电话, 打卡, 累死了, a glue gun, die casting,
a deadline.
"""

import re
import unicodedata
from importlib.resources import files

_TRADITIONAL = str.maketrans(
    "強殺槍報鎖關門兒媽脅綁離見絕騷擾褻藥樓結傷個現讓沒準許帶親歲虐綫線貼襲傳銷嚇騙賣電話開動腳頭臉摔壓遺書體處衛國廁護證陰體彈燒煙氣熱爺",
    "强杀枪报锁关门儿妈胁绑离见绝骚扰亵药楼结伤个现让没准许带亲岁虐线线贴袭传销吓骗卖电话开动脚头脸摔压遗书体处卫国厕护证阴体弹烧烟气热爷",
)

_BETWEEN = re.compile(r"[\W_]+")


def _read(language: str, around: str) -> re.Pattern[str]:
    text = files("mpt.rules").joinpath(f"danger.{language}.txt").read_text(encoding="utf-8")
    meant: dict[str, str] = {}
    found: list[str] = []
    for line in text.splitlines():
        name, is_meant, what = line.partition(" = ")
        expression = re.sub(r"<(\w+)>", lambda place: meant[place[1]], what if is_meant else line)
        if is_meant:
            meant[name] = expression
        elif line and not line.startswith("#"):
            found.append(around.format(expression))
    return re.compile("|".join(found))


_ZH = _read("zh", "{}")
_EN = _read("en", r"\b(?:{})\b")


def is_spoken_of(text: str) -> bool:
    """Say whether a text speaks of danger."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("‘", "'")
    # Spaces and commas between Chinese characters part nothing: 自 杀, 自。杀.
    chinese = _BETWEEN.sub("", plain).translate(_TRADITIONAL)
    english = " ".join(plain.split())
    return bool(_ZH.search(chinese) or _EN.search(english))
