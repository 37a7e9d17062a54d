"""Figures of factories, as they are shown: counted once a day, never changed afterwards."""

import uuid
from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from mpt.models.base import Base


class Figure(Base):
    """From this day's end on, at least `shown` people of a place did what `measure` says (`mpt.rules.measures`).

    Only what may be shown is kept, and only the days on which it grew: a copy of this table tells nobody more than the
    pages do. As it never falls, what was shown at the end of any day is the largest up to it. `place_id` is the id of the
    factory, of a department or of a line; `course_id` and `module_id` are empty where the measure has none.
    """

    __tablename__ = "figure"
    factory_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("factory.id"), primary_key=True)
    place_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    course_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    module_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    measure: Mapped[str] = mapped_column(String(10), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    shown: Mapped[int]
