"""The numbers of the levels, for SQL of functions, policies and triggers. Other code uses `Sensitivity`."""

from peaceapp.access.sensitivity import Sensitivity

UNCLASSIFIED = Sensitivity.UNCLASSIFIED.value
CONFIDENTIAL = Sensitivity.CONFIDENTIAL.value
STRICT = Sensitivity.STRICTLY_CONFIDENTIAL.value
