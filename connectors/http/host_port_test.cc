#include "connectors/http/host_port.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

TEST(HostPortTest, ReadsWhatPeopleWrite) {
  EXPECT_EQ(ParseHostPort("127.0.0.1:9620"), (HostPort{"127.0.0.1", 9620}));
  EXPECT_EQ(ParseHostPort("[::1]:65535"), (HostPort{"::1", 65535}));
  EXPECT_EQ(ParseHostPort("localhost:0"), (HostPort{"localhost", 0}));
}

TEST(HostPortTest, RefusesAPortThatWouldBeAnother) {
  for (const char* wrong : {"h:65536", "h:85161", "h:4294967297", "h:-1", "h:+80", "h: 80", "h:80 ",
                            "h:http", "h:", "h", ":80", ""}) {
    EXPECT_EQ(ParseHostPort(wrong), std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace telltale
