import unittest

from json_record import Number
from times import YEAR_10000, basic_format, duration, event_time


def number(text):
    return event_time(Number(text))


class DurationTest(unittest.TestCase):
    def test_adds_up_combined_units(self):
        self.assertEqual(duration("250ms"), 250)
        self.assertEqual(duration("1m30s"), 90_000)
        self.assertEqual(duration("7d2h"), 7 * 86_400_000 + 7_200_000)

    def test_refuses_what_is_no_duration(self):
        for text in ("", "30", "1.5s", "s", "30 s", "-1s", "1w"):
            with self.subTest(text=text), self.assertRaises(ValueError):
                duration(text)


class EventTimeTest(unittest.TestCase):
    def test_tells_units_by_size_and_rounds_down(self):
        self.assertEqual(number("1714521650"), 1_714_521_650_000)
        self.assertEqual(number("1714521650123"), 1_714_521_650_123)
        self.assertEqual(number("1714521650123999"), 1_714_521_650_123)
        self.assertEqual(number("1714521650123999999"), 1_714_521_650_123)

    def test_changes_units_exactly_at_the_limits(self):
        self.assertEqual(number("99999999999"), 99_999_999_999_000)
        self.assertEqual(number("100000000000"), 100_000_000_000)
        self.assertEqual(number("99999999999999"), 99_999_999_999_999)
        self.assertEqual(number("100000000000000"), 100_000_000_000)
        self.assertEqual(number("100000000000000000"), 100_000_000_000)

    def test_reads_fractions_as_written(self):
        self.assertEqual(number("1714521650.123"), 1_714_521_650_123)
        self.assertEqual(number("1.714521650123e12"), 1_714_521_650_123)

    def test_refuses_times_before_1970_and_from_the_year_10000(self):
        self.assertIsNone(number("-1"))
        self.assertIsNone(number("-0.001"))
        self.assertEqual(number("-0.0"), 0)
        self.assertEqual(number("253402300799999999999"), YEAR_10000 - 1)
        self.assertIsNone(number("253402300800000000000"))

    def test_reads_rfc_3339(self):
        for text in ("2024-05-01T00:00:50.5Z", "2024-05-01t00:00:50.500z",
                     "2024-05-01 02:00:50.5009+02:00", "2024-04-30T18:30:50.5-05:30"):
            with self.subTest(text=text):
                self.assertEqual(event_time(text), 1_714_521_650_500)

    def test_refuses_what_is_nearly_rfc_3339(self):
        for text in ("2024-05-01T00:00:60Z", "2024-02-30T00:00:00Z", "2024-05-01T24:00:00Z",
                     "2024-05-01T00:00:00", "2024-05-01T00:00Z", "2024-05-01T00:00:00.Z",
                     "2024-05-01T00:00:00+24:00", "1714521650", "1969-12-31T23:59:59Z",
                     "9999-12-31T23:59:59-00:01", "2024-05-01T00:00:00Z ", "٢024-05-01T00:00:00Z"):
            with self.subTest(text=text):
                self.assertIsNone(event_time(text))

    def test_takes_no_other_kind_of_value(self):
        for value in (None, True, [], {}):
            self.assertIsNone(event_time(value))

    def test_writes_the_time_of_an_episode_id(self):
        self.assertEqual(basic_format(0), "19700101T000000.000Z")
        self.assertEqual(basic_format(YEAR_10000 - 1), "99991231T235959.999Z")


if __name__ == "__main__":
    unittest.main()
