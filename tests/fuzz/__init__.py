"""Damaged files for every reader and format: `make fuzz`; not collected by `make test`.

Belongs here: seeds taken from the unit tests' invented files, mutations of them, and what must hold
whatever they are. What is found becomes a unit test.
"""
