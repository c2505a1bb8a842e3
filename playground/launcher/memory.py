"""Returns memory to the system that is no longer needed after the start. Does not import Django."""

import ctypes
import gc
import sys

# The sizes of free blocks that `fill_free_memory` looks for, in bytes.
BLOCK_SIZES = [2**exponent for exponent in range(16, 4, -1)] + [24]


class HeapFacts(ctypes.Structure):
    """What `mallinfo2` of the C library returns. `keepcost` is the size of the free memory at the end of the heap."""

    _fields_ = (
        *((name, ctypes.c_size_t) for name in ("arena", "ordblks", "smblks", "hblks", "hblkhd")),
        *((name, ctypes.c_size_t) for name in ("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")),
    )


def release_memory() -> None:
    """Collect garbage and return free pages to the system: about 4 MB per process after its imports."""
    gc.collect()
    trim_memory()


def trim_memory() -> None:
    """Return free pages to the system. It takes a few milliseconds."""
    # On its own, glibc only returns free pages at the end of the heap.
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


def fill_free_memory() -> None:
    """Allocate the free blocks within the heap for good, so that forked processes do not write to them.

    Those blocks are in pages that the processes share. The first write to a block would copy its page: 4 KB for about
    50 bytes, 3 MB a process. New blocks at the end of the heap lie side by side instead.
    """
    library = ctypes.CDLL(None)
    # Other C libraries than GNU's organize their heap differently.
    if sys.platform != "linux" or not hasattr(library, "mallinfo2"):
        return
    library.mallinfo2.restype = HeapFacts
    library.malloc.restype = library.sbrk.restype = ctypes.c_void_p
    library.malloc.argtypes, library.free.argtypes = [ctypes.c_size_t], [ctypes.c_void_p]
    end = library.sbrk(0) - library.mallinfo2().keepcost
    for size in BLOCK_SIZES:
        while (block := library.malloc(size)) and block < end:
            pass
        library.free(block)
