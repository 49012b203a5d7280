"""The numbers of the levels, for SQL that functions, policies and triggers are made of. Elsewhere: `Sensitivity`."""

from peaceapp.access.sensitivity import Sensitivity

UNCLASSIFIED = Sensitivity.UNCLASSIFIED.value
CONFIDENTIAL = Sensitivity.CONFIDENTIAL.value
STRICT = Sensitivity.STRICTLY_CONFIDENTIAL.value
