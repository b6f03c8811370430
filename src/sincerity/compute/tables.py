"""Curves as lookup tables, built once on the host with + − × ÷ alone, so that every machine builds the same bits."""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction

from sincerity.compute.fixed import ONE24, rounded

N_LEVELS = 256
"""Steps of a tabulated distribution: a word's top eight bits pick one."""

_EXACT = Context(prec=40)
_ONE = Decimal(1)


def log_uniform(low: float, high: float) -> list[Decimal]:
    """`N_LEVELS` values, rising, at the middles of equal steps of log between `low` and `high`.

    Taking each alike is log-uniform. `decimal` rounds the same everywhere, which the C library's logarithm does not.

    >>> [round(x, 4) for x in log_uniform(1.0, 10.0)[::255]]
    [Decimal('1.0045'), Decimal('9.9551')]
    """
    bottom = _EXACT.ln(Decimal(low))
    span = _EXACT.subtract(_EXACT.ln(Decimal(high)), bottom)
    middles = (_EXACT.divide(Decimal(2 * i + 1), Decimal(2 * N_LEVELS)) for i in range(N_LEVELS))
    return [_EXACT.exp(_EXACT.add(bottom, _EXACT.multiply(span, middle))) for middle in middles]


def exponential_levels(mean: float, n: int = 128) -> list[int]:
    """`n` values out of 2²⁴, rising: the exponential distribution with this mean, at the middles of `n` equal steps of chance.

    Taking each alike is exponential but for its far tail: no value is above mean · ln 2n, and for n = 128 their own mean is
    0.3 % below `mean`. Means up to 184 keep 128 values below 1,024 (2³⁴), as `dissent.chosen` asks of boldness.

    >>> [round(x / ONE24, 4) for x in exponential_levels(1.0, 2)]
    [0.2877, 1.3863]
    """
    scale = Decimal(mean)
    return [_out_of_24(_EXACT.multiply(scale, _EXACT.minus(_EXACT.ln(_EXACT.subtract(_ONE, chance))))) for chance in _middles(n)]


def truncated_exponential_levels(mean: float, n: int = 128) -> list[int]:
    """`n` values out of 2²⁴ in [0, 1], rising: the exponential distribution cut to [0, 1], at the middles of `n` equal steps of chance.

    `mean` is the mean *after* the cut, in (0, 1/2), as Daymude, Axelrod and Forrest (2025) mean it: their code
    (github.com/DaymudeLab/DissentSelfCensorship at 239b5ac, `texponential`) looks for the exponential distribution that
    has this mean once it is cut. ValueError for other means: cut to [0, 1], no exponential distribution reaches 1/2.

    >>> [round(x / ONE24, 4) for x in truncated_exponential_levels(0.25, 2)]
    [0.0775, 0.3637]
    """
    rate = _rate_of_truncated(mean)
    whole = _EXACT.subtract(_ONE, _EXACT.exp(_EXACT.minus(rate)))
    survivals = (_EXACT.subtract(_ONE, _EXACT.multiply(chance, whole)) for chance in _middles(n))
    return [_out_of_24(_EXACT.divide(_EXACT.minus(_EXACT.ln(survival)), rate)) for survival in survivals]


def _rate_of_truncated(mean: float) -> Decimal:
    """The rate k of the exponential distribution that, cut to [0, 1], has this mean: 1/k - 1/(e^k - 1) = mean, by halving."""
    if not 0 < mean < 0.5:
        raise ValueError(f"The mean of an exponential distribution cut to [0, 1] lies between 0 and 0.5, not at {mean}.")
    target = Decimal(mean)
    low, high = Decimal(0), _EXACT.divide(_ONE, target)  # 1/k alone is above the mean
    for _ in range(120):
        k = _EXACT.divide(_EXACT.add(low, high), Decimal(2))
        cut = _EXACT.divide(_ONE, _EXACT.subtract(_EXACT.exp(k), _ONE))
        if _EXACT.subtract(_EXACT.divide(_ONE, k), cut) > target:
            low = k
        else:
            high = k
    return high


def _middles(n: int) -> list[Decimal]:
    """The middles of `n` equal steps of [0, 1]."""
    return [_EXACT.divide(Decimal(2 * i + 1), Decimal(2 * n)) for i in range(n)]


def _out_of_24(x: Decimal) -> int:
    """The nearest integer to `x` · 2²⁴."""
    return rounded(Fraction(x) * ONE24)
