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
from mpt.models.helpline import (
    HelplineArrival,
    HelplineCase,
    HelplineCount,
    HelplineEvent,
    HelplineMessage,
    HelplineOpening,
    SavedReply,
    SealingKey,
)
from mpt.models.learner import Learner, PinReset, SignIn, SignInFailure
from mpt.models.poll import Poll, PollAnswer
from mpt.models.practice import KeptPractice
from mpt.models.progress import Attempt, Enrolment, LessonDone, ModuleDone, Resubmission
from mpt.models.reach import BareFact, BareReach, Baseline, ErasedLearner
from mpt.models.space import ChildCard, Headcount, Presence, Space, SpaceEnrolment
from mpt.models.staff import AuditEntry, Invitation, RecoveryCode, Staff, StaffRole, StaffSession, Switch, Upload
from mpt.models.studio import Draft, DraftFile, DraftPast, Opinion, Serving, Settled, Writing
from mpt.models.survey import SurveyResponse

__all__ = [
    "Attempt",
    "AuditEntry",
    "BareFact",
    "BareReach",
    "Base",
    "Baseline",
    "Blob",
    "Certificate",
    "ChildCard",
    "CurrentRelease",
    "Department",
    "Draft",
    "DraftFile",
    "DraftPast",
    "Enrolment",
    "ErasedLearner",
    "Factory",
    "Figure",
    "Headcount",
    "HelplineArrival",
    "HelplineCase",
    "HelplineCount",
    "HelplineEvent",
    "HelplineMessage",
    "HelplineOpening",
    "Invitation",
    "JoinCode",
    "KeptPractice",
    "Learner",
    "LessonDone",
    "Line",
    "Membership",
    "ModuleDone",
    "Naming",
    "Offer",
    "Opinion",
    "PaperName",
    "PaperSession",
    "PinReset",
    "Poll",
    "PollAnswer",
    "Presence",
    "RecoveryCode",
    "Release",
    "ReleaseFile",
    "Resubmission",
    "RosterEntry",
    "SavedReply",
    "SealingKey",
    "Serving",
    "Settled",
    "SignIn",
    "SignInFailure",
    "Space",
    "SpaceEnrolment",
    "Sponsor",
    "Staff",
    "StaffRole",
    "StaffSession",
    "Support",
    "SurveyResponse",
    "Switch",
    "Upload",
    "Writing",
]
