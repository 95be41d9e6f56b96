import unittest

from xxh3 import xxh3_128_hex


def pattern(size):
    return bytes((i * 2654435761 & 0xFFFFFFFF) >> 13 & 255 for i in range(size))


class Xxh3Test(unittest.TestCase):
    def test_hashes_the_published_inputs(self):
        self.assertEqual(xxh3_128_hex(b""), "99aa06d3014798d86001c324468d497f")
        self.assertEqual(xxh3_128_hex(b"a"), "a96faf705af16834e6c632b61e964e1f")
        self.assertEqual(xxh3_128_hex(b"abc"), "06b05ab6733a618578af5f94892f3950")

    def test_agrees_with_the_c_library_on_both_sides_of_every_change_of_method(self):
        # Printed by XXH3_128bits() of libxxhash 0.8.1 over pattern(size).
        for size, expected in VECTORS.items():
            with self.subTest(size=size):
                self.assertEqual(xxh3_128_hex(pattern(size)), expected)


VECTORS = {
    3: "95c705060a313bf8a1c4a8259b827291",
    4: "afbf64f9281b8de2fde8d93ae8794d8e",
    8: "2761698c33953c430234362aaf47b71a",
    9: "0d39db6431d37a74895c8a562da51412",
    16: "29be75b0bbbb5284aafffcec5df2cb27",
    17: "db7e8f77961e47fd878751509ecfdb8b",
    32: "3e97336e6cbb6ee0de94574d7a589440",
    33: "3411cfe692c2e51ee2928442749dbe83",
    64: "492893316886558766fa129223be93a5",
    65: "b6dfa5aac5c63dc2f5b4ade8de9a76a3",
    96: "e83e939b9571947cb9de9a9696c420fc",
    97: "dd6ad8d4fb1433a98ea932450271fde4",
    128: "ba44fd018231af4cbbe087d879edcc78",
    129: "522c922743fd67f1b8075934107218e5",
    160: "b5514c067fd629180e08f445e497507a",
    240: "4f49ccc8526aa7ad407883ea5ef95b9a",
    241: "50b62ee1ee6455a7bc424a2c480dd281",
    512: "17d1143c4bfb7ce017ec4809d1a9ad43",
    1024: "53bd178b75ab292e1fd15e7d36f5e1bc",
    1025: "d1ad5f4a3cce4374fe08e5a874d23fd2",
    2048: "2e141090da5502aa81ec4a6a9ee23d55",
    5000: "971956c2a9ecb28a853377ef13cec7bd",
}


if __name__ == "__main__":
    unittest.main()
