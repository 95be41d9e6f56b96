"""Arrival time of one partition: when records reached Kafka, as the rules judge by it.

A batch program knows the whole timeline before it judges anything: Timeline keeps the arrival at
every moment (a record or a tick), and a deadline is then looked up in it by bisection.
"""

import bisect

LEAP = 5 * 60_000
NEVER = -(1 << 62)


class Timeline:
    """The arrival at each moment of a partition; it never decreases."""

    def __init__(self):
        self.arrivals = []
        self.confirmed = {}  # moment of a leap -> (moment that confirmed it, its arrival)

    def append(self, arrival):
        self.arrivals.append(arrival)
        return len(self.arrivals) - 1

    @property
    def last(self):
        return len(self.arrivals) - 1

    def first_reaching(self, arrival, low, high):
        """Returns the first moment in [low, high] at which arrival has come so far, or None."""
        moment = bisect.bisect_left(self.arrivals, arrival, low, high + 1)
        return moment if moment <= high else None

    def arrived(self, newest, until):
        """Yields (low, high, arrival of the event at moment `newest`) for the moments up to
        `until`: one stretch, or two where a leap was confirmed between."""
        confirmed_at, arrival = self.confirmed.get(newest, (until + 1, None))
        yield newest, min(until, confirmed_at - 1), self.arrivals[newest]
        if confirmed_at <= until:
            yield confirmed_at, until, arrival


class FileClock:
    """In a file every record moves arrival at once; nothing else does."""

    def __init__(self, wall):
        self.wall = wall
        self.arrival = NEVER

    def on_record(self, own, moment):
        """`own` is the record's own arrival time, None if it has none. Returns what leap this
        confirmed: never any."""
        if own is not None:
            self.arrival = max(self.arrival, min(own, self.wall))
        return None


class KafkaClock:
    """A record moves arrival by more than LEAP only with a second witness: the next record of the
    partition, or a tick past it. The first record sets it at once."""

    def __init__(self, wall):
        self.wall = wall
        self.arrival = NEVER
        self.leap = None  # (moment, timestamp) that waits for its witness

    def on_record(self, own, moment):
        """Returns the (moment, timestamp) of the leap that this record confirmed, or None."""
        own = min(own, self.wall)
        leap, self.leap = self.leap, None
        confirmed = leap if leap and own >= leap[1] - LEAP else None
        if confirmed:
            self.arrival = max(self.arrival, confirmed[1])
        if self.arrival != NEVER and own > self.arrival + LEAP:
            self.leap = (moment, own)
        else:
            self.arrival = max(self.arrival, own)
        return confirmed

    def on_tick(self, arrival):
        """Returns the (moment, timestamp) of the leap that this tick confirmed, or None."""
        self.arrival = max(self.arrival, arrival)
        if not self.leap or self.arrival < self.leap[1]:
            return None
        leap, self.leap = self.leap, None
        return leap
