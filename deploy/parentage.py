"""Child processes that never outlive their parent."""

import ctypes
import os
import signal
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def dies_with_parent() -> Callable[[], None]:
    """What a child runs before its program, so that the kernel kills it when we are gone.

    It works even when we end by kill -9; see prctl(2), PR_SET_PDEATHSIG. To be given as
    `preexec_fn` by the thread that lives as long as the process: the kernel watches the thread.
    """
    parent = os.getpid()

    def ask_the_kernel() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return ask_the_kernel
