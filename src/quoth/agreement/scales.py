"""Adjectives for coefficients, only for who asks, by a named scale, judged on the lower end of the interval.

Their authors called both scales arbitrary; a point estimate from few units says less than its adjective.
"""

from __future__ import annotations

from quoth.agreement.figures import Figures

__all__ = ["SCALES", "judged"]

SCALES = {
    "landis-koch": (
        "kappa",
        "Landis & Koch 1977",
        ((0.8, "almost perfect"), (0.6, "substantial"), (0.4, "moderate"), (0.2, "fair"), (0.0, "slight")),
        "poor",
    ),
    "krippendorff": (
        "alpha",
        "Krippendorff 2019",
        ((0.8, "reliable"), (0.667, "for tentative conclusions")),
        "not reliable",
    ),
}
"""By name: the figure that is judged, the source, the adjectives from above, and the one below them all."""


def judged(found: Figures, scale: str) -> str:
    """What the scale says of the lower end of the interval; without an interval nothing, and why."""
    name, source, steps, worst = SCALES[scale]
    if found.values[name] is None:
        return ""
    interval = found.intervals.get(name)
    if interval is None or interval.low is None:
        return f"{source}: not judged without an interval"
    low = interval.low
    # Landis & Koch's classes include their upper ends (.61-.80), Krippendorff's their lower (at least .800).
    word = next((word for least, word in steps if low > least or (scale == "krippendorff" and low >= least)), worst)
    return f"{source}: {word}, by the lower end of {name}, {low:.3f}"
