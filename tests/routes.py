"""An application is made for each test; what of its addresses is the same in all of them is worked out once."""

from collections.abc import Callable

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


def compile_once() -> None:
    """Let Werkzeug compile each address once in this process; else that's nine tenths of the time that an application takes.

    What is compiled takes the rule as its first argument, so rules of several applications can share it.
    """
    compiled: Callable[[Rule, bool], Builder] = Rule._compile_builder
    kept: dict[tuple[str, str, bool], Builder] = {}

    def builder(rule: Rule, append_unknown: bool = True) -> Builder:
        key = (rule.rule, repr(rule.defaults), append_unknown)
        if key not in kept:
            kept[key] = compiled(rule, append_unknown)
        return kept[key]

    Rule._compile_builder = builder  # type: ignore[assignment, method-assign]
