"""Faults that an installation must survive: each a script, by its number in the list of the design.

`make drill` runs all of them, `make drill ARGS="3 7"` some; those that are quick are part of `make prove`.
"""
