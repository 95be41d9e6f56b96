#include "engine/rules/key_text.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

std::string Escaped(std::string_view text) {
  std::string out;
  AppendEscaped(text, out);
  return out;
}

TEST(KeyTextTest, EscapesWhatWouldReadAsSomethingElse) {
  EXPECT_EQ(Escaped("plain \xC3\xA4"), "plain \xC3\xA4");
  EXPECT_EQ(Escaped("a/b%c@d\n\x7F"), "a%2Fb%25c%40d%0A%7F");
  EXPECT_EQ(Escaped(std::string_view("\0x", 2)), "%00x");
}

TEST(KeyTextTest, HasNoTextForNullListsAndObjects) {
  std::string out;
  EXPECT_FALSE(AppendPart(Value::Missing(), out));
  EXPECT_FALSE(AppendPart(Value::Null(), out));
  EXPECT_FALSE(AppendPart(Value::Other("[]"), out));
  EXPECT_TRUE(AppendPart(Value::Bool(true), out));
  EXPECT_EQ(out, "true");
}

TEST(KeyTextTest, WritesNumbersAsTheyAreCompared) {
  std::string out;
  EXPECT_TRUE(AppendPart(Value::Number(7, "7.0"), out));
  EXPECT_EQ(out, "7");
}

// Episode ids are in workflow engines: they must never change.
TEST(EpisodeIdTest, IsFrozen) {
  EXPECT_EQ(EpisodeId("oil", "V1", EventMs(29000)), "oil/V1@19700101T000029.000Z");
  EXPECT_EQ(EpisodeId("oil", "V1/s%2F2", EventMs(1795428902123)),
            "oil/V1/s%2F2@20261123T101502.123Z");
  EXPECT_EQ(EpisodeId("r", std::string(200, 'k'), EventMs(0)),
            "r/" + std::string(200, 'k') + "@19700101T000000.000Z");
}

TEST(EpisodeIdTest, SaysWhenItWasRaised) {
  for (const char* key : {"V1", "a/b%40c", ""}) {
    EXPECT_EQ(EpisodeIdTime(EpisodeId("r", key, EventMs(1795428902123))), EventMs(1795428902123));
  }
  for (const char* other : {"V1", "", "@", "r/V1@", "r/V1@20261323T101502.123Z",
                            "r/V1@20261123T101502.123Z:back", "r/V1@2026-11-23T10:15:02Z"}) {
    EXPECT_EQ(EpisodeIdTime(other), std::nullopt) << other;
  }
}

TEST(EpisodeIdTest, CutsLongKeysToTheirBeginningAndTheirHash) {
  const std::string id = EpisodeId("r", std::string(201, 'k'), EventMs(0));
  EXPECT_EQ(
      id, "r/" + std::string(167, 'k') + "~11241eb9a687f38b91f5185abad0c34a@19700101T000000.000Z");
}

TEST(EpisodeIdTest, CutsBackToAWholeCharacterOrEscape) {
  const std::string umlauts = std::string(166, 'k') + "\xC3\xA4" + std::string(40, 'x');
  EXPECT_EQ(EpisodeId("r", umlauts, EventMs(0)).find('~'), 2 + 166u);
  const std::string escape = std::string(165, 'k') + "%2F" + std::string(40, 'x');
  EXPECT_EQ(EpisodeId("r", escape, EventMs(0)).find('~'), 2 + 165u);
  const std::string whole = std::string(164, 'k') + "%2F" + std::string(40, 'x');
  EXPECT_EQ(EpisodeId("r", whole, EventMs(0)).find('~'), 2 + 167u);
}

TEST(KeyTextTest, PartsComeOutOfAKeyTextAsTheyWentIn) {
  for (const std::string part : {"V1", "", "a/b@c%d", "\n\x7f", "ü%41"}) {
    std::string text = "first/";
    AppendEscaped(part, text);
    EXPECT_EQ(SplitKeyText(text), (std::vector<std::string>{"first", part}));
  }
}

}  // namespace
}  // namespace telltale
