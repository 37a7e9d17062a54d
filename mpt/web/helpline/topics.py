"""What the pages call the topics of the helpline."""

from mpt.rules.helpline import Topic
from mpt.web.forms import BadFormError, text
from mpt.web.language import words
from mpt.web.messages import N_

_NAMES = {
    Topic.PAY: N_("Pay"),
    Topic.CONTRACT: N_("Contract"),
    Topic.HOURS: N_("Working hours and leave"),
    Topic.INSURANCE: N_("Insurance"),
    Topic.PREGNANCY: N_("Pregnancy and nursing"),
    Topic.HARASSMENT: N_("Harassment or violence"),
    Topic.CHILD: N_("My child"),
    Topic.FAMILY: N_("Family"),
    Topic.FEELINGS: N_("How I feel"),
    Topic.OTHER: N_("Something else"),
}


def topic_name(topic: Topic) -> str:
    """Return what the page calls a topic."""
    return words().gettext(_NAMES[topic])


def topic_options() -> list[tuple[str, str]]:
    """Return all topics as a field offers them: value and label."""
    return [(str(topic), topic_name(topic)) for topic in Topic]


def chosen_topic() -> Topic:
    """Return the topic of this request's form; who chose none wrote of something else. Raises BadFormError."""
    try:
        return Topic(text("topic") or Topic.OTHER)
    except ValueError:
        raise BadFormError("topic") from None
