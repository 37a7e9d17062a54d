"""Words that counsellors need again and again."""

import uuid

import pytest
from sqlalchemy.orm import Session

from mpt.models import SavedReply
from mpt.rules.helpline import TextMissingError
from mpt.rules.names import NameMissingError
from mpt.services.helpline import replies
from mpt.services.helpline.replies import UnknownReplyError
from tests.services.acts import count


def save(session: Session, reply_id: uuid.UUID, name: str = "Overtime", text: str = "Overtime is paid ...") -> None:
    replies.save(session, reply_id, "加班费", name, "加班费按……计算。", text)


def test_a_reply_is_saved_once_found_changed_and_removed(session: Session) -> None:
    mine = uuid.uuid4()
    save(session, mine)
    save(session, mine)
    assert count(session, SavedReply) == 1
    found = replies.find(session, mine)
    assert (found.name_in("zh"), found.text_in("en")) == ("加班费", "Overtime is paid ...")
    save(session, mine, text=" Ask first. ")
    session.expire_all()
    assert replies.find(session, mine).text_in("en") == "Ask first."
    replies.remove(session, mine)
    replies.remove(session, mine)
    with pytest.raises(UnknownReplyError):
        replies.find(session, mine)


def test_replies_come_by_name(session: Session) -> None:
    for name in ("Overtime", "Contract", "Maternity leave"):
        save(session, uuid.uuid4(), name)
    assert [each.name_en for each in replies.everyone(session)] == ["Contract", "Maternity leave", "Overtime"]


def test_a_reply_has_a_name_and_words_in_both_languages(session: Session) -> None:
    with pytest.raises(NameMissingError):
        save(session, uuid.uuid4(), name=" ")
    with pytest.raises(TextMissingError):
        save(session, uuid.uuid4(), text="")
    assert count(session, SavedReply) == 0
