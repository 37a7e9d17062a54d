"""The tables, one file an aggregate. Import this package to have all of them in `Base.metadata`."""

from mpt.models.base import Base
from mpt.models.certificate import Certificate
from mpt.models.course import Blob, CurrentRelease, Release, ReleaseFile
from mpt.models.factory import (
    Department,
    Factory,
    JoinCode,
    Line,
    Membership,
    Naming,
    Offer,
    PaperName,
    PaperSession,
    RosterEntry,
    Sponsor,
    Support,
)
from mpt.models.figure import Figure
from mpt.models.learner import Learner, PinReset, SignIn, SignInFailure
from mpt.models.progress import Attempt, Enrolment, LessonDone, ModuleDone, Resubmission
from mpt.models.staff import AuditEntry, Invitation, Staff, StaffRole, StaffSession, Switch, Upload
from mpt.models.survey import SurveyResponse

__all__ = [
    "Attempt",
    "AuditEntry",
    "Base",
    "Blob",
    "Certificate",
    "CurrentRelease",
    "Department",
    "Enrolment",
    "Factory",
    "Figure",
    "Invitation",
    "JoinCode",
    "Learner",
    "LessonDone",
    "Line",
    "Membership",
    "ModuleDone",
    "Naming",
    "Offer",
    "PaperName",
    "PaperSession",
    "PinReset",
    "Release",
    "ReleaseFile",
    "Resubmission",
    "RosterEntry",
    "SignIn",
    "SignInFailure",
    "Sponsor",
    "Staff",
    "StaffRole",
    "StaffSession",
    "Support",
    "SurveyResponse",
    "Switch",
    "Upload",
]
