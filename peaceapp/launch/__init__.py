"""From a bare checkout to a running PeaceApp: what stands behind `make run` and `make test`.

`install`, `terminal` and `checks` need nothing but the standard library, so that any Python can say what is missing.
"""
