"""Between which values a change lies: intervals of 95 % for what matched pairs say, and for shares of people who aren't pairs.

A mean: the t interval of the differences within pairs. A share: the adjusted Wald interval for the difference of two
proportions of the same people; A. Agresti, Y. Min, "Simple improved confidence intervals for comparing matched
proportions", Statistics in Medicine 24 (2005), 729-740. It adds a half to each cell of the table of two by two, and so keeps
its 95 % with few pairs too, where the plain interval of Wald doesn't.

One share: the score interval; E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of
the American Statistical Association 22 (1927), 209-212. The difference of two groups' shares: A. Agresti, B. Caffo, "Simple
and effective confidence intervals for proportions and differences of proportions result from adding two successes and two
failures", The American Statistician 54 (2000), 280-288. A correlation: Fisher's z.

They answer for chance alone: not for who doesn't answer, nor for what else happened in that time.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from mpt.content.model import FACES
from mpt.rules.pairs import Pair

Z = 1.959963984540054
"""Of a normal distribution, 95 % lie within so many standard deviations."""
_MOST = 100 * (FACES - 1)
"""How far two means of faces can be apart, in hundredths."""


@dataclass(frozen=True, slots=True)
class Interval:
    """From where to where a value lies: in hundredths of a face or of a correlation, or in percent or points of it."""

    low: int
    high: int


def of_means(counted: Mapping[Pair, int]) -> Interval | None:
    """Return the interval of how far the mean after is above the mean before, in hundredths.

    None with fewer than two pairs, and where all pairs differ by the same: nothing is then known of how differences spread,
    and an interval without a width would claim to know it exactly. Ends beyond what faces can differ by are cut there.
    """
    n = sum(counted.values())
    if n < 2:
        return None
    total = sum((after - before) * times for (before, after), times in counted.items())
    squares = sum((after - before) ** 2 * times for (before, after), times in counted.items())
    spread = n * squares - total**2  # n (n - 1) times the variance, in whole numbers
    if not spread:
        return None
    half = t_quantile(n - 1) * math.sqrt(spread / (n - 1)) / n
    return _interval(100 * total / n, 100 * half, _MOST)


def of_shares(counted: Mapping[Pair, int], place: int) -> Interval | None:
    """Return the interval of how many points of percent more chose an answer after than before; None without pairs."""
    n = sum(counted.values())
    if not n:
        return None
    came = sum(times for (before, after), times in counted.items() if before != place and after == place)
    went = sum(times for (before, after), times in counted.items() if before == place and after != place)
    centre = (came - went) / (n + 2)
    half = Z * math.sqrt((came + went + 1) - (came - went) ** 2 / (n + 2)) / (n + 2)
    return _interval(100 * centre, 100 * half, 100)


def of_one_share(part: int, n: int) -> Interval:
    """Return the interval of which share of all `part` of `n` people, who are at least one, stands for: in percent."""
    centre = (part + Z**2 / 2) / (n + Z**2)
    half = Z * math.sqrt(part * (n - part) / n + Z**2 / 4) / (n + Z**2)
    return Interval(_rounded(100 * max(centre - half, 0)), _rounded(100 * min(centre + half, 1)))


def of_difference(one: tuple[Fraction, Fraction], other: tuple[Fraction, Fraction]) -> Interval:
    """Return the interval of how far one group's share is above another's, in points of percent. A share is (part, of how many).

    Somebody can be in a group by a part.
    """
    (p, n), (q, m) = (((float(part) + 1) / (float(of) + 2), float(of) + 2) for part, of in (one, other))
    half = Z * math.sqrt(p * (1 - p) / n + q * (1 - q) / m)
    return _interval(100 * (p - q), 100 * half, 100)


def of_correlation(hundredths: int, n: int) -> Interval:
    """Return the interval of a correlation that `n` people show, who are more than three, in hundredths."""
    if abs(hundredths) == 100:
        return Interval(hundredths, hundredths)
    z, half = math.atanh(hundredths / 100), Z / math.sqrt(n - 3)
    return Interval(_rounded(100 * math.tanh(z - half)), _rounded(100 * math.tanh(z + half)))


def t_quantile(freedom: int) -> float:
    """Return within how many standard errors 95 % of a t distribution lie.

    The expansion of Cornish and Fisher; M. Abramowitz, I. Stegun, "Handbook of Mathematical Functions" (1964), 26.7.5. From 9
    degrees of freedom on, of which fewer are never shown, it's right to 0.00002: an end of an interval moves by less than
    0.0001 of a face.
    """
    x = Z
    terms = (
        (x**3 + x) / 4,
        (5 * x**5 + 16 * x**3 + 3 * x) / 96,
        (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384,
        (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / 92160,
    )
    return x + sum(term / float(freedom) ** power for power, term in enumerate(terms, 1))


def _interval(centre: float, half: float, most: int) -> Interval:
    return Interval(_rounded(max(centre - half, -most)), _rounded(min(centre + half, most)))


def _rounded(value: float) -> int:
    """Return the nearest whole number, halves upwards."""
    return math.floor(value + 0.5)
