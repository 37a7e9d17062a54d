"""The tables, one file an aggregate. Import this package to have all of them in `Base.metadata`."""

from mpt.models.base import Base
from mpt.models.certificate import Certificate
from mpt.models.course import Blob, CurrentRelease, Release, ReleaseFile
from mpt.models.factory import Factory, JoinCode, Membership
from mpt.models.learner import Learner, SignIn, SignInFailure
from mpt.models.progress import Attempt, Enrolment, LessonDone, ModuleDone, Resubmission
from mpt.models.survey import SurveyResponse

__all__ = [
    "Attempt",
    "Base",
    "Blob",
    "Certificate",
    "CurrentRelease",
    "Enrolment",
    "Factory",
    "JoinCode",
    "Learner",
    "LessonDone",
    "Membership",
    "ModuleDone",
    "Release",
    "ReleaseFile",
    "Resubmission",
    "SignIn",
    "SignInFailure",
    "SurveyResponse",
]
