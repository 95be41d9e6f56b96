#include "engine/rules/secrets.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

TEST(SecretsTest, KnowsTheSensitivePropertiesOfLibrdkafka) {
  for (const char* name :
       {"sasl.password", "ssl.key.password", "ssl.keystore.password", "ssl.key.pem", "ssl_key",
        "sasl.oauthbearer.client.secret", "sasl.oauthbearer.config"}) {
    EXPECT_TRUE(IsSecretProperty(name, "value")) << name;
  }
  for (const char* name : {"sasl.username", "ssl.ca.location", "ssl.key.location"}) {
    EXPECT_FALSE(IsSecretProperty(name, "value")) << name;
  }
}

TEST(SecretsTest, TakesWhateverComesFromAFileForSecret) {
  EXPECT_TRUE(IsSecretProperty("sasl.username", "file:/run/user"));
  EXPECT_EQ(SecretFile("file:/run/user"), "/run/user");
  EXPECT_EQ(SecretFile("/run/user"), std::nullopt);
  EXPECT_EQ(SecretFile("profile:x"), std::nullopt);
}

TEST(SecretsTest, MasksTheRestOfALineAfterTheNameOfASecret) {
  EXPECT_EQ(MaskLine("  sasl.password: hunter2"), "  sasl.password: *******");
  EXPECT_EQ(MaskLine("{ a: 1, sasl.password: \"b c\", d: e }"),
            "{ a: 1, sasl.password: ** *** ** * *");
  EXPECT_EQ(MaskLine("  sasl.username: me"), "  sasl.username: me");
  EXPECT_EQ(MaskLine("# no password"), "# no password");
}

}  // namespace
}  // namespace telltale
