import unittest

from json_record import MAX_BYTES, Number, Unreadable, check_read, decode, lookup


class JsonRecordTest(unittest.TestCase):
    def refused(self, *records):
        for data in records:
            with self.subTest(data=data[:40]), self.assertRaises(Unreadable):
                decode(data)

    def test_reads_an_object_and_keeps_numbers_as_written(self):
        self.assertEqual(decode(b' {"a": 7.0, "b": {"c": [true, null]}}\r'),
                         {"a": Number("7.0"), "b": {"c": [True, None]}})

    def test_takes_the_last_of_duplicate_fields(self):
        self.assertEqual(decode(b'{"a": 1, "a": 2}'), {"a": Number("2")})

    def test_refuses_what_is_malformed(self):
        self.refused(b"{", b'{"a":1,}', b'{"a":01}', b"{'a':1}", b'{"a":NaN}', b'{"a":-Infinity}',
                     b'{"a":"\n"}', b'{"a":1}x', b'{"a":1}{}', b" ", b'{"a":"\\x"}')

    def test_refuses_a_root_that_is_no_object(self):
        self.refused(b"[]", b"7", b'"x"', b"null")

    def test_refuses_invalid_utf_8(self):
        self.refused(b'{"a":"\xff"}', b'{"a":"\xed\xa0\x80"}', b'{"a":"\xc0\x80"}')

    def test_takes_64_levels_but_not_65(self):
        def nested(depth):
            return b'{"a":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"
        self.assertIn("a", decode(nested(64)))
        self.refused(nested(65), nested(100_000))

    def test_takes_1_mib_but_no_byte_more(self):
        def long(size):
            return b'{"a":"' + b"x" * (size - 8) + b'"}'
        self.assertIn("a", decode(long(MAX_BYTES)))
        self.refused(long(MAX_BYTES + 1))

    def test_refuses_a_bad_scalar_only_where_it_is_read(self):
        for data in (b'{"a":1e400}', b'{"a":' + b"9" * 400 + b"}", b'{"a":"\\ud800"}'):
            fields = decode(data)
            check_read(fields, [("b",)])
            with self.assertRaises(Unreadable):
                check_read(fields, [("a",)])
        check_read(decode(b'{"a":"\\ud83d\\ude00"}'), [("a",)])

    def test_looks_through_objects_only(self):
        fields = decode(b'{"a": {"b": 1}, "c": [{"b": 1}]}')
        self.assertEqual(lookup(fields, ("a", "b")), Number("1"))
        self.assertIsNone(lookup(fields, ("c", "b")))
        self.assertIsNone(lookup(fields, ("a", "b", "c")))


if __name__ == "__main__":
    unittest.main()
