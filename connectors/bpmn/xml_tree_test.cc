#include "connectors/bpmn/xml_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace telltale {
namespace {

using testing::HasSubstr;

// What is reported about a text that is refused; empty if it is not.
std::string Refusal(std::string_view text) {
  XmlElement root;
  std::vector<Finding> findings;
  if (ReadXml(text, /*source=*/0, root, findings)) return "";
  EXPECT_EQ(findings.size(), 1u);
  const Finding& finding = findings.at(0);
  EXPECT_EQ(finding.error, ErrorId::kWorkflowUnreadable);
  return absl::StrCat(finding.mark.line, ":", finding.mark.column, " ", finding.text);
}

XmlElement ReadTree(std::string_view text) {
  XmlElement root;
  std::vector<Finding> findings;
  EXPECT_TRUE(ReadXml(text, /*source=*/3, root, findings));
  return root;
}

TEST(XmlTreeTest, KnowsThePlaceOfEveryElementAndAttribute) {
  const XmlElement root = ReadTree("<a xmlns='u' x=\"1\"\n   y = 'é='  z='3'>\n  é<b k='v'/></a>");
  EXPECT_EQ(root.name, "u|a");
  EXPECT_EQ(root.mark.source, 3);
  const XmlAttribute* z = root.Find("z");
  ASSERT_NE(z, nullptr);
  EXPECT_EQ(z->value, "3");
  EXPECT_EQ(z->mark.line, 2);
  EXPECT_EQ(z->mark.column, 17);
  ASSERT_EQ(root.children.size(), 1u);
  EXPECT_EQ(root.children[0].mark.line, 3);
  EXPECT_EQ(root.children[0].mark.column, 4);
  EXPECT_EQ(root.children[0].attributes[0].mark.column, 10);
  EXPECT_EQ(root.text, "é");
}

TEST(XmlTreeTest, CountsTheColumnsOfAFileThatIsOneLongLine) {
  std::string text = "<a>";
  for (int i = 0; i < 100'000; ++i) text += "<é k='v'/>";
  const XmlElement root = ReadTree(text + "</a>");
  ASSERT_EQ(root.children.size(), 100'000u);
  EXPECT_EQ(root.children[99'999].mark.column, 4 + 99'999 * 10);
  EXPECT_EQ(root.children[99'999].attributes[0].mark.column, 4 + 99'999 * 10 + 6);
}

TEST(XmlTreeTest, AttributesOfANamespaceKeepIt) {
  const XmlElement root = ReadTree("<a xmlns:m='u' m:x='1' x='2'/>");
  EXPECT_EQ(root.Find("u|x")->value, "1");
  EXPECT_EQ(root.Find("x")->value, "2");
  EXPECT_EQ(root.Find("y"), nullptr);
}

TEST(XmlTreeTest, SaysWhereTheMistakeIs) {
  EXPECT_THAT(Refusal("<a>\n <b></a>"), HasSubstr("2:7 expected XML in UTF-8, but"));
  EXPECT_THAT(Refusal(""), HasSubstr("1:1 expected XML in UTF-8, but"));
  EXPECT_THAT(Refusal("<a>\xff</a>"), HasSubstr("1:4 expected XML in UTF-8, but"));
}

TEST(XmlTreeTest, RefusesADocumentTypeSoThatNoEntityCanGrowOrReachOut) {
  EXPECT_THAT(Refusal("<!DOCTYPE a [<!ENTITY b 'bbbbbbbbbb'><!ENTITY c '&b;&b;&b;'>]><a>&c;</a>"),
              HasSubstr("expected no document type, but there is one"));
  EXPECT_THAT(Refusal("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hostname'>]><a>&b;</a>"),
              HasSubstr("expected no document type, but there is one"));
}

TEST(XmlTreeTest, TakesAsManyElementsInsideEachOtherAsTheLimitAllows) {
  const auto nested = [](int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += "<a>";
    for (int i = 0; i < depth; ++i) text += "</a>";
    return text;
  };
  EXPECT_EQ(Refusal(nested(kMaxXmlDepth)), "");
  EXPECT_THAT(Refusal(nested(kMaxXmlDepth + 1)), HasSubstr("expected at most 128 elements"));
  EXPECT_THAT(Refusal(nested(100000)), HasSubstr("expected at most 128 elements"));
}

TEST(XmlTreeTest, TakesNoMoreBytesThanTheLimit) {
  const std::string most = absl::StrCat("<a>", std::string(kMaxXmlBytes - 7, 'x'), "</a>");
  EXPECT_EQ(Refusal(most), "");
  EXPECT_THAT(Refusal(most + "\n"), HasSubstr("expected at most 16777216 bytes"));
}

}  // namespace
}  // namespace telltale
