import unittest

from clock import LEAP, FileClock, KafkaClock, Timeline

WALL = 10**12
HOUR = 3_600_000


class FileClockTest(unittest.TestCase):
    def test_never_decreases_and_never_passes_the_wall_clock(self):
        clock = FileClock(wall=1000)
        seen = []
        for own in (10, 5, None, 5000, 7):
            clock.on_record(own, moment=0)
            seen.append(clock.arrival)
        self.assertEqual(seen, [10, 10, 10, 1000, 1000])

    def test_leaps_at_once(self):
        clock = FileClock(WALL)
        clock.on_record(0, 0)
        clock.on_record(HOUR, 1)
        self.assertEqual(clock.arrival, HOUR)


class KafkaClockTest(unittest.TestCase):
    def setUp(self):
        self.clock = KafkaClock(WALL)
        self.clock.on_record(HOUR, 0)

    def test_is_set_at_once_by_the_first_record(self):
        self.assertEqual(self.clock.arrival, HOUR)

    def test_follows_five_minutes_without_a_witness(self):
        self.assertIsNone(self.clock.on_record(HOUR + LEAP, 1))
        self.assertEqual(self.clock.arrival, HOUR + LEAP)

    def test_is_held_by_a_leap_until_the_next_record_confirms_it(self):
        self.clock.on_record(2 * HOUR, 1)
        self.assertEqual(self.clock.arrival, HOUR)
        self.assertEqual(self.clock.on_record(2 * HOUR - LEAP, 2), (1, 2 * HOUR))
        self.assertEqual(self.clock.arrival, 2 * HOUR)

    def test_drops_a_leap_that_the_next_record_contradicts(self):
        self.clock.on_record(2 * HOUR, 1)
        self.assertIsNone(self.clock.on_record(2 * HOUR - LEAP - 1, 2))  # leaps itself
        self.assertIsNone(self.clock.on_record(HOUR, 3))
        self.assertEqual(self.clock.arrival, HOUR)

    def test_may_leap_again_with_the_record_that_confirms(self):
        self.clock.on_record(2 * HOUR, 1)
        self.assertEqual(self.clock.on_record(3 * HOUR, 2), (1, 2 * HOUR))
        self.assertEqual(self.clock.arrival, 2 * HOUR)
        self.assertEqual(self.clock.on_tick(3 * HOUR), (2, 3 * HOUR))

    def test_is_moved_by_a_tick_that_confirms_only_what_it_has_reached(self):
        self.clock.on_record(2 * HOUR, 1)
        self.assertIsNone(self.clock.on_tick(2 * HOUR - 1))
        self.assertEqual(self.clock.arrival, 2 * HOUR - 1)
        self.assertEqual(self.clock.on_tick(2 * HOUR), (1, 2 * HOUR))


class TimelineTest(unittest.TestCase):
    def test_finds_the_first_moment_that_reaches_an_arrival(self):
        timeline = Timeline()
        for arrival in (10, 10, 20, 30):
            timeline.append(arrival)
        self.assertEqual(timeline.first_reaching(10, 1, 3), 1)
        self.assertEqual(timeline.first_reaching(11, 0, 3), 2)
        self.assertIsNone(timeline.first_reaching(30, 0, 2))

    def test_tells_when_an_event_arrived_before_and_after_its_leap_was_confirmed(self):
        timeline = Timeline()
        for arrival in (10, 10, 500):
            timeline.append(arrival)
        timeline.confirmed[0] = (2, 400)
        self.assertEqual(list(timeline.arrived(0, 1)), [(0, 1, 10)])
        self.assertEqual(list(timeline.arrived(0, 2)), [(0, 1, 10), (2, 2, 400)])


if __name__ == "__main__":
    unittest.main()
