"""Waiting for a condition, always with a limit."""
import time

# A limit says how long something may take on a machine with nothing else to do. Two cores may have
# five brokers, and a limit is only there to end a test that will never end by itself.
PATIENCE = 4


class TimedOut(Exception):
    """A condition did not come true within its limit; the text says which."""


def wait_until(what, condition, limit_s, every_s=0.1):
    """Returns the first true value of condition(); raises TimedOut(what) after PATIENCE times
    limit_s seconds.

    `what` may be a function: it is then called when the limit is reached, to say what was seen
    last.
    """
    limit_s *= PATIENCE
    end = time.monotonic() + limit_s
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() >= end:
            text = what() if callable(what) else what
            raise TimedOut(f"{text}: not within {limit_s:g} s")
        time.sleep(every_s)
