"""Loops that are compiled to machine code when they are first called.

Belongs here: how they are compiled, and where what was compiled is kept.
Does not belong here: any loop.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


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
