"""From a bare checkout to a running PeaceApp: the code behind `make run` and `make test`.

`install`, `terminal` and `checks` use only the standard library, so that any Python can report what is missing.
"""
