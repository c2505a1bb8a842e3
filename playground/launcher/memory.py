"""Returns memory to the system that is no longer needed after the start. Does not import Django."""

import ctypes
import gc
import sys


def release_memory() -> None:
    """Collect garbage and return free pages to the system: about 4 MB per process after its imports."""
    gc.collect()
    trim_memory()


def trim_memory() -> None:
    """Return free pages to the system. It takes a few milliseconds."""
    # On its own, glibc only returns free pages at the end of the heap.
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)
