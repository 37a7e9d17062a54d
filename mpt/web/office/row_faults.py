"""What the page says of rows that are well-formed and yet can't be taken: what is wrong, where, and how to mend it."""

from collections.abc import Mapping

from mpt.rules import days, places
from mpt.services.uploading.plan import RowFault, Trouble
from mpt.sheets.table import shown
from mpt.web.faulty_sheets import Gettext, placed
from mpt.web.messages import N_

MESSAGES: Mapping[Trouble, str] = {
    Trouble.NO_NAME: N_("A name is needed here. Write it in letters or characters."),
    Trouble.LONG_NAME: N_("This name is too long. Use 40 characters or fewer."),
    Trouble.HIDDEN_NAME: N_("There are invisible characters in this name. Type it again by hand."),
    Trouble.NO_EMAIL: N_("“%(value)s” isn't a whole e-mail address. Write it like this: name@example.com."),
    Trouble.NO_COUNTRY: N_("“%(value)s” is no country of the programme. Write one of these: %(countries)s."),
    Trouble.NO_TIMEZONE: N_("“%(value)s” is no time zone. Write it like this: Asia/Shanghai, or leave it empty."),
    Trouble.TOO_MANY_PEOPLE: N_("So many can't work there. Write a whole number up to %(most)s."),
    Trouble.MORE_PARENTS: N_("There would be more parents than people in this department. Look at both numbers."),
    Trouble.FAR_DAY: N_("%(value)s can't be meant. Write a day from %(earliest)s to %(latest)s."),
    Trouble.UNKNOWN_FACTORY: N_("There is no factory called “%(value)s”. Write its name as here, or add it first."),
    Trouble.UNKNOWN_SPONSOR: N_("There is no sponsor called “%(value)s”. Write its name as here, or add it first."),
    Trouble.UNKNOWN_COURSE: N_("There is no course called “%(value)s”. Write its title as here."),
    Trouble.UNKNOWN_ROLE: N_(
        "“%(value)s” is no role. Write one of these: office, coordinator, sponsor, counsellor, trainer."
    ),
    Trouble.ROLES_APART: N_(
        "A counsellor has no other role. Write another address here, or take the other role away first."
    ),
    Trouble.SEVERAL: N_("Several are called “%(value)s”. Change the name of one of them here first."),
    Trouble.NO_PLACE: N_("This role needs its factory or sponsor. Write its name here."),
    Trouble.NO_PLACE_WANTED: N_("This role holds everywhere. Leave this empty, or write another role."),
    Trouble.TWICE: N_("Row %(first)s says the same already. Delete one of the two."),
    Trouble.DIFFERS: N_("“%(value)s” isn't what row %(first)s says of the same. Write the same in both."),
}
"""What each trouble is, and how to mend it."""


def said(fault: RowFault, titles: Mapping[str, str], countries: str, gettext: Gettext) -> str:
    """Return one fault as a line; `titles` are the headings of the file, by the columns' keys.

    `countries` are those of the programme, in the reader's language.
    """
    values = {
        "value": shown(fault.value),
        "first": fault.first,
        "countries": countries,
        "most": f"{places.MOST_PEOPLE:,}",
        "earliest": days.FIRST.isoformat(),
        "latest": days.LAST.isoformat(),
    }
    message = gettext(MESSAGES[fault.trouble], **values)
    # A column that may be left out has no heading in a file without it, yet a line's second name can be missing there.
    return placed(message, fault.row, titles.get(fault.column), gettext)
