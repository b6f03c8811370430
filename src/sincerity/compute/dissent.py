"""How much of a wish to dissent is best expressed: the rule of Daymude, Axelrod and Forrest (2025), in whole numbers.

Who wishes to dissent at level d and says a pays b (d - a) for what stays unsaid. A post above tolerance tau is seen with
chance nu + (1 - nu) a, surveillance being nu, and then costs psi (uniform punishment) or psi (a - tau) (proportional). The
rule picks the a in [0, d] that costs least in expectation.

Levels, beliefs and boldness are out of 2²⁴ (`ONE24`): d, tau, psi and nu in 0…2²⁴, that is in [0, 1], and b in 0…2³⁴, up to
1,024. A product of two is out of 2⁴⁸; a third factor meets it in two halves, so that the decision is exact.

Left out: severities above 1, which the paper allows.

Where two actions are equally good the lesser is taken (the paper's own code takes the greater at nu = 1
and b = psi), save that nothing is held back where nothing is punished (psi = 0).

Source: arXiv 2509.03731, Eqs. 5-8.
"""

from __future__ import annotations

from sincerity.compute.fixed import ONE24

LOW24 = ONE24 - 1
DIVIDES_BELOW = 1 << 37
"""What is divided by less than this, for a quotient up to 2 out of 2²⁴, fits an i8 with room to round: 2 · 2³⁷ · 2²⁴ = 2⁶²."""


def chosen(wish: int, boldness: int, tolerance: int, severity: int, surveillance: int, proportional: int) -> int:
    """The level that is best said, out of 2²⁴: at most `wish`, and below it never below `tolerance`.

    `proportional` is 1 where punishment grows with the dissent past `tolerance`, 0 where it is uniform.

    >>> chosen(ONE24 // 2, ONE24, ONE24 // 4, 0, ONE24, 0) == ONE24 // 2
    True
    """
    if wish <= tolerance or severity == 0:
        return wish
    if proportional == 0:
        return wish if is_defiant(wish, boldness, tolerance, severity, surveillance) else tolerance
    return min(wish, max(tolerance, peak(boldness, tolerance, severity, surveillance)))


def is_defiant(wish: int, boldness: int, tolerance: int, severity: int, surveillance: int) -> bool:
    """Whether all that is wished is better said than `tolerance` alone, under uniform punishment.

    The rule d (b - (1 - nu) psi) > b tau + nu psi, and no if b <= (1 - nu) psi, where the left side is not above 0.
    """
    # Out of 2⁴⁸ the margin lies in -2⁴⁸…2⁵⁸, the right side in 0…2⁵⁸ + 2⁴⁸. d meets the margin's upper and lower 24 bits apart;
    # out of 2⁴⁸ again their sum is rounded up, which exceeds the whole right side iff the sum itself does.
    margin = (boldness << 24) - (ONE24 - surveillance) * severity
    if margin <= 0:
        return False
    left = wish * (margin >> 24) + ((wish * (margin & LOW24) + LOW24) >> 24)
    return left > boldness * tolerance + surveillance * severity


def peak(boldness: int, tolerance: int, severity: int, surveillance: int) -> int:
    """The level that is best said by those who wish for no less, under proportional punishment; 2²⁴ where more is always better.

    (tau + (b - nu psi) / ((1 - nu) psi)) / 2 out of 2²⁴; `tolerance` where b <= nu psi, as the peak is no higher. At nu = 1,
    `tolerance` unless b > psi. `severity` is not 0.
    """
    if surveillance == ONE24:
        return ONE24 if boldness > severity else tolerance
    # Out of 2⁴⁸: above in -2⁴⁸…2⁵⁸, below in 1…2⁴⁸. Past the two returns above < 2 · below <= 2⁴⁹.
    above = (boldness << 24) - surveillance * severity
    below = (ONE24 - surveillance) * severity
    if above <= 0:
        return tolerance
    if above >= 2 * below:
        return ONE24
    # Once shifted, below lies in 2³⁶…2³⁷ - 1 and above is at most 2 · below + 1: what is divided stays under 2⁶² + 2³⁶, and
    # the quotient is off by less than 2⁻³⁵, besides its rounding. Unshifted, it is off by its rounding alone.
    while below >= DIVIDES_BELOW:
        above >>= 1
        below >>= 1
    return (tolerance + ((above << 24) + (below >> 1)) // below + 1) >> 1


def seen_chance(level: int, surveillance: int) -> int:
    """The chance that a post at `level` is seen, nu + (1 - nu) a, as a threshold out of 2³²; both arguments out of 2²⁴.

    >>> seen_chance(0, ONE24) == seen_chance(ONE24, 0) == 1 << 32
    True
    """
    # Out of 2⁴⁸, and at most 2⁴⁸: nu + (1 - nu) a is at most 1.
    return ((surveillance << 24) + (ONE24 - surveillance) * level + (1 << 15)) >> 16
