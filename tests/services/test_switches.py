"""What the office has switched on."""

from sqlalchemy.orm import Session

from mpt.services.switches import Switchable, is_on, turn


def test_nothing_is_on_until_it_is_switched_on_and_off_again(session: Session) -> None:
    page = Switchable.PUBLIC_IMPACT
    assert not is_on(session, page)
    assert turn(session, page, on=True)
    assert is_on(session, page)
    assert not turn(session, page, on=True)
    assert turn(session, page, on=False)
    assert not is_on(session, page)
    assert not turn(session, page, on=False)
