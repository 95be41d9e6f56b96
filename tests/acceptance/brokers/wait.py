"""Waiting for a condition, always with a limit."""
import time


class TimedOut(Exception):
    """A condition did not come true within its limit; the text says which."""


def wait_until(what, condition, limit_s, every_s=0.1):
    """Returns the first true value of condition(); raises TimedOut(what) after limit_s seconds.

    `what` may be a function: it is then called when the limit is reached, to say what was seen
    last.
    """
    end = time.monotonic() + limit_s
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() >= end:
            text = what() if callable(what) else what
            raise TimedOut(f"{text}: not within {limit_s:g} s")
        time.sleep(every_s)
