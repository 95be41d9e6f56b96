"""Random sentences of `raise` and `clear`. Thresholds lie where the streams of generate.py have
values on both sides of them: value is mostly 60, 75 or 81, level 40 or 35.5.
"""

import re

SPANS = ["1s", "10s", "30s", "1m", "1m30s"]
WINDOWS = ["1s", "5s", "30s", "1m", "7s500ms"]
ABOVE = ["mean(value) > 75", "max(value) >= 81", "count(bad) >= 2", "count(bad) > 3",
         "sum(value) > 200 and count() >= 3", "stddev(value) > 9.1", "count() >= 4",
         "min(value) > 70", "mean(value + level) > 115", "max(value) - min(value) >= 20",
         "count(bad) > count(good)", "count(bad) / count() >= 0.5", "not(count(good) >= 1)",
         "count(distinct values(state)) >= 3",
         "count(distinct values(value)) > 1 or sum(level) > 90",
         "count(value) < count() and count() >= 2", "count(bad) * 2 >= 3 and not(count(bad) > 4)",
         "mean(engine.level) between 70 and 78", "count(state) = 2 or -mean(value) < -80"]
BELOW = ["mean(value) < 70", "max(value) < 75", "count(bad) = 0", "count(bad) < 2 and count() >= 2",
         "count(good) >= 3", "stddev(value) < 1", "sum(value) <= 120 and count() > 1",
         "count(distinct values(state)) < 2", "not(max(level) >= 40)", "count(bad) <= 1"]


def draw_raise(rng):
    """Returns what stands behind `raise`: a text, or a list of them."""
    return _some(rng, _raise)


def draw_clear(rng):
    """The same for `clear`; never `never`."""
    return _some(rng, _clear)


def _some(rng, draw):
    if rng.random() < 0.75:
        return draw(rng)
    return [draw(rng) for _ in range(rng.randint(1, 3))]


def _raise(rng):
    count = rng.choice([1, 1, 2, 2, 3, 4])
    chance = rng.random()
    if chance < 0.3:
        return f"{count} in {rng.choice(SPANS)}"
    if chance < 0.5:
        return f"{count} bad in a row"
    if chance < 0.7:
        return f"bad for {rng.choice(SPANS)}"
    return _window(rng, ABOVE)


def _clear(rng):
    chance = rng.random()
    if chance < 0.6:
        return f"{rng.choice(['good', 'good', 'quiet', 'silent'])} for {rng.choice(SPANS)}"
    if chance < 0.75:
        return f"{rng.randint(1, 4)} good in a row"
    return _window(rng, BELOW)


def _window(rng, conditions):
    condition, span = rng.choice(conditions), rng.choice(WINDOWS)
    chance = rng.random()
    if chance < 0.4:
        return f"{condition} over {span}"
    if chance < 0.6:
        return f"{condition} over tumbling {span}"
    if chance < 0.8:
        return f"{condition} over session {rng.choice(SPANS[:3])}"
    every = rng.choice(["1s", "2s"] if span in ("1s", "5s") else ["5s", "7s"])
    return f"{condition} over hopping {span} every {every}"


def durations_in(form):
    """Returns the durations that a form, or a list of them, is written with."""
    texts = form if isinstance(form, list) else [form]
    return [word for text in texts for word in re.findall(r"\b(?:\d+(?:ms|s|m|h|d))+\b", text)]
