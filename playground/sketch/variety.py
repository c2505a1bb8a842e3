"""The choices that a seed makes for a composition. Neighbouring seeds choose differently."""

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

_WHOLE = 1 << 32
# The steps from seed to seed. They are based on irrational numbers, so that consecutive values are far apart.
_SHARES = (0.618034, 0.414214, 0.732051, 0.645751, 0.236068, 0.162278, 0.196152, 0.605551, 0.795832, 0.242641, 0.567764)
# An odd stride visits every number below 2 ** 32 before it repeats.
_STRIDES = tuple(round(share * _WHOLE) | 1 for share in _SHARES)


@dataclass(frozen=True, slots=True)
class Variety:
    """The choices of one seed. Each purpose has its own series over the seeds, independent of the prompt."""

    seed: int

    def each[Option](self, purpose: str, options: Sequence[Option]) -> Option:
        """Return one of the options. Over as many consecutive seeds as there are options, each is chosen once."""
        # Not `hash`: for strings it differs from process to process, and a seed must always give the same picture.
        count, mark = len(options), zlib.crc32(purpose.encode())
        # A stride without a common divisor with the count visits every option.
        strides = [stride for stride in range(1, count) if math.gcd(stride, count) == 1] or [1]
        return options[(self.seed * strides[mark % len(strides)] + mark // 16) % count]

    def between(self, purpose: str, low: float, high: float) -> float:
        """Return a number from low to high; the numbers of seeds in a row lie far apart and cover the range evenly."""
        mark = zlib.crc32(purpose.encode())
        return low + (high - low) * ((self.seed * _STRIDES[mark % len(_STRIDES)] + mark) % _WHOLE) / _WHOLE

    def pick[Option](self, purpose: str, options: Sequence[Option]) -> Option:
        """Return one of the options, evenly over the seeds; unlike `each` its series does not repeat."""
        return options[min(len(options) - 1, int(self.between(purpose, 0, len(options))))]

    def side(self, purpose: str) -> int:
        """Return -1 or 1, evenly over the seeds."""
        return self.pick(purpose, (-1, 1))
