"""The six replies that an installation may begin with. They are our words; counsellors change them into theirs."""

import uuid
from dataclasses import dataclass

from mpt.i18n import catalogue
from mpt.web.messages import N_

_OURS = uuid.UUID("6f1c1f0e-52a7-4c39-9b5e-0d2f4a7f7c11")


@dataclass(frozen=True, slots=True)
class FirstReply:
    """A reply of ours: the key by which its id is made, its name and its text. Both texts are messages."""

    key: str
    name: str
    text: str

    def in_both(self) -> tuple[str, str, str, str]:
        """Return name in Chinese and English, text in Chinese and English."""
        zh, en = catalogue("zh").gettext, catalogue("en").gettext
        return zh(self.name), en(self.name), zh(self.text), en(self.text)


FIRST = (
    FirstReply(
        "received",
        N_("We have read it"),
        N_(
            "Thank you for writing to us. We have read it, and we take it seriously. We need a little time for a good answer. "
            "Please look here again tomorrow or the day after. If somebody is in danger, don't wait for us: call the police."
        ),
    ),
    FirstReply(
        "questions",
        N_("Three questions"),
        N_(
            "Thank you for writing to us. To help you well we'd like to know a little more. What happened, and since when? "
            "What have you tried already? What would you like to happen? Write only what you want to. Please leave out names."
        ),
    ),
    FirstReply(
        "pay",
        N_("Pay and contract"),
        N_(
            "You may see how your pay is worked out. Ask for your payslip. Each day, write down when you began and when you "
            "stopped. Keep your contract and pictures of the attendance list. If the sums differ, tell us by how much. The "
            "legal aid line on our Help page advises you free of charge."
        ),
    ),
    FirstReply(
        "harassment",
        N_("Harassment"),
        N_(
            "What you write isn't your fault. Nobody may touch you, talk about your body or send you such pictures if you "
            "don't want it. If you can, write down what happened, when and where, and keep messages and pictures. Stay near "
            "people you trust. What would you like to do? We can go through the next steps with you."
        ),
    ),
    FirstReply(
        "child",
        N_("A child isn't safe"),
        N_(
            "Thank you for telling us. It isn't the child's fault. Let the child be with a grown-up who is safe, now. Listen "
            "calmly and say: I believe you. Don't ask again and again what happened. If there's danger, or somebody has hurt "
            "the child, call the police. So that the child gets help, we may have to tell people whose work is to protect "
            "children."
        ),
    ),
    FirstReply(
        "low",
        N_("When everything is too much"),
        N_(
            "It's hard to be far from your child, and to carry so much. It's good that you wrote. Tell one person near you how "
            "you are. Rest, and eat something warm. If it stays like this for two weeks, see a doctor. If you think of harming "
            "yourself, don't stay alone: tell somebody beside you, and call one of the lines on our Help page now."
        ),
    ),
)


def reply_id(first: FirstReply) -> uuid.UUID:
    """Return the id under which one of our replies is saved."""
    return uuid.uuid5(_OURS, first.key)
