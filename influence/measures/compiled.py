"""Loops that are compiled to machine code when they are first called, and run beside each other.

Belongs here: how they are compiled, where that is kept, and how one is taken over parts.
Does not belong here: any loop.
"""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])
Part = TypeVar("Part")
Result = TypeVar("Result")


def compiled(function: Function) -> Function:
    """Compile a function of numbers and arrays at its first call with arguments of some types.

    While it runs, other threads do as well.
    Cost: a second or two once. What was compiled is kept beside the module, or under the user's
        cache folder where that is not writable; where neither is, as in a read-only container
        without a home, each process compiles anew.
    """
    try:
        return cast(Function, numba.njit(cache=True, nogil=True)(function))
    except RuntimeError:
        # The only fault here: numba found no folder that it may write to.
        return cast(Function, numba.njit(nogil=True)(function))


def beside_each_other(work: Callable[[Part], Result], parts: Iterable[Part]) -> list[Result]:
    """Results of `work` on each part, in the order of the parts; as many at once as cores."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(work, parts))
