import unittest

from forms import CountIn, InARow, Span, parse_clear, parse_raise


class FormsTest(unittest.TestCase):
    def test_reads_the_forms_of_raise_and_clear(self):
        self.assertEqual(parse_raise("3 in 1m30s"), [CountIn(3, 90_000)])
        self.assertEqual(parse_raise(["2 bad in a row", "bad for 1m"]),
                         [InARow(2), Span("bad", 60_000)])
        self.assertEqual(parse_clear(["good for 60s", "quiet for 1s", "silent for 1h"]),
                         [Span("good", 60_000), Span("quiet", 1000), Span("silent", 3_600_000)])
        self.assertEqual(parse_clear("5 good in a row"), [InARow(5)])
        self.assertEqual(parse_clear("never"), [])

    def test_reads_windows(self):
        for text, expected in (("1m", ("sliding", 60_000)), ("tumbling 5s", ("tumbling", 5000)),
                               ("session 30s", ("session", 30_000))):
            (window,) = parse_raise(f"mean(value) > 80 over {text}")
            self.assertEqual((window.kind, window.span), expected)
        (window,) = parse_clear("count() > 8 over hopping 5m every 1m")
        self.assertEqual((window.kind, window.span, window.every), ("hopping", 300_000, 60_000))

    def test_refuses_other_forms_and_zero(self):
        for parse, texts in ((parse_raise, ("0 in 3s", "3 in 0s", "good for 3s", "0 bad in a row",
                                            "count() > 1 over 31ms", "count() > 1 over tumbling",
                                            "bad for 0s", ["never"])),
                             (parse_clear, ("good for 0s", "bad for 3s", "0 good in a row",
                                            ["never", "good for 1s"]))):
            for text in texts:
                with self.subTest(text=text), self.assertRaises(ValueError):
                    parse(text)


if __name__ == "__main__":
    unittest.main()
