"""Curves as lookup tables, built once on the host with + − × ÷ alone, so that every machine builds the same bits."""

from __future__ import annotations

from decimal import Context, Decimal

N_LEVELS = 256
"""Steps of a tabulated distribution: a word's top eight bits pick one."""

_EXACT = Context(prec=40)


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
