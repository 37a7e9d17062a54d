"""What the studio's figures mean, and why a question should be looked at, in the words of this request's language."""

from mpt.rules.intervals import Interval, of_correlation, of_one_share
from mpt.rules.items import Item, Third
from mpt.rules.judging import Gap, Reason, Why, percent
from mpt.web.charts import HIDDEN
from mpt.web.language import words
from mpt.web.messages import N_
from mpt.web.studio.figures_view import Look, choices, tongue_name

REASONS = {
    Why.HARD: N_("Fewer than half get it right at first try. Do the lessons say it? Is the question plain?"),
    Why.EASY: N_("Nearly everybody gets it right before reading an explanation. It encourages, but it tells nothing."),
    Why.BLURRED: N_(
        "Whether somebody gets this right says little about the other questions. Is it clear? Is its key right?"
    ),
    Why.DRAWS_STRONG: N_(
        "“%(choice)s” is wrong by the key, but draws those who do well otherwise. Is it really wrong?"
    ),
    Why.UNUSED: N_("Hardly anybody takes “%(choice)s”. Write one that somebody could believe."),
    Why.GAP: N_("It is harder in %(language)s than in %(source)s. Compare the translation with the source."),
}
SHORT = {
    Why.HARD: N_("hard"),
    Why.EASY: N_("very easy"),
    Why.BLURRED: N_("tells little"),
    Why.DRAWS_STRONG: N_("wrong choice draws the strong"),
    Why.UNUSED: N_("choice that nobody takes"),
    Why.GAP: N_("harder than the source"),
}
THIRDS = {Third.WEAK: N_("Weak third"), Third.MIDDLE: N_("Middle third"), Third.STRONG: N_("Strong third")}

DEFINITIONS = (
    (
        N_("First tries"),
        N_(
            "The first time that a learner sent a module's quiz. Later tries don't count here: by then the explanations were "
            "read. They are counted in full tens, in the order in which they came, and each wording of a quiz by itself."
        ),
    ),
    (
        N_("Right"),
        N_(
            "Exactly the choices of the key. The interval says between which values the share lies, as far as chance goes."
        ),
    ),
    (
        N_("Telling apart"),
        N_(
            "How being right here goes with being right in the other questions of the quiz: the point-biserial correlation with "
            "the share of them that is right. 1 is entirely, 0 not at all; below 0 those who do well otherwise get this wrong. "
            "From 30 tries on."
        ),
    ),
    (
        N_("Thirds"),
        N_(
            "All who answered, by how many of the other questions they got right: a third did worst, a third best. Whoever did "
            "alike is shared out between two of them. From 30 tries on."
        ),
    ),
    (
        N_("Look here"),
        N_(
            "A question is marked from 30 tries on, and only where chance doesn't explain it. Of a hundred questions a few are "
            "marked by chance all the same: look, then decide."
        ),
    ),
    (
        N_("Minutes"),
        N_(
            "From the last lesson that somebody read of the module to the answers; half of them needed no more. Where a phone "
            "had no network, both arrive together, and it looks like no time at all."
        ),
    ),
    (
        N_("How far they came"),
        N_("Learners who read a lesson to its end, sent a quiz or passed it, ever and in full tens, rounded down."),
    ),
    (
        N_("Helpful"),
        N_(
            "What learners said when asked. In full tens of one module and one language; nobody here learns who said it, or when."
        ),
    ),
)


def meanings() -> list[tuple[str, str]]:
    """Return what each figure is called, and what it means."""
    _ = words().gettext
    return [(_(word), _(meaning)) for word, meaning in DEFINITIONS]


def told(look: Look, source: str) -> list[str]:
    """Return in sentences why a question should be looked at."""
    return [_told(look, reason, source) for reason in look.reasons]


def told_shortly(look: Look) -> str:
    """Return in a few words why a question should be looked at; nothing where it needn't be."""
    return " · ".join(dict.fromkeys(words().gettext(SHORT[reason.why]) for reason in look.reasons))


def gap_says(gap: Gap) -> str:
    """Return how many points of percent more or fewer are right than in the source, and the interval of that."""
    message, ends = N_("%(change)s, 95 %%: from %(low)s to %(high)s"), gap.interval
    return words().gettext(message, change=_signed(-gap.points), low=_signed(-ends.high), high=_signed(-ends.low))


def interval_says(interval: Interval) -> str:
    """Return from where to where a share lies: 72–91%."""
    return f"{interval.low}–{interval.high}%"


def key_figures(look: Look) -> list[tuple[str, str, str]]:
    """Return what is known first of a question: figure, what it is, and its interval; nothing without ten tries."""
    _, item = words().gettext, look.item
    if item is None:
        return []
    share = of_one_share(item.right, item.n)
    apart = of_correlation(item.discrimination, item.n) if item.discrimination is not None else None
    return [
        (f"{right(item)}%", _("Right"), _ends(f"{share.low}%", f"{share.high}%")),
        (
            _hundredths(item.discrimination),
            _("Telling apart"),
            _ends(_hundredths(apart.low), _hundredths(apart.high)) if apart else "",
        ),
        (f"{item.n:,}", _("First tries"), ""),
    ]


def told_apart(item: Item | None) -> float | None:
    """Return the discrimination of a question as it's written: 0.53; None where there is none."""
    return item.discrimination / 100 if item and item.discrimination is not None else None


def right(item: Item | None) -> int | None:
    """Return how many of a hundred are right at first try; None where fewer than ten are counted."""
    return percent(item.right, item.n) if item else None


def _told(look: Look, reason: Reason, source: str) -> str:
    choice = choices(look.question)[reason.place] if reason.place is not None else ""
    return words().gettext(REASONS[reason.why], choice=choice, language=look.tongue_name, source=tongue_name(source))


def _signed(points: int) -> str:
    return f"{'−' if points < 0 else '+' if points else ''}{abs(points)}"


def _hundredths(value: int | None) -> str:
    return HIDDEN if value is None else f"{value / 100:.2f}".replace("-", "−")


def _ends(low: str, high: str) -> str:
    return words().gettext("95 %%: from %(low)s to %(high)s", low=low, high=high)
