#include "engine/rules/bind_access.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

constexpr std::string_view kHttps = "https://", kHttp = "http://";

bool StartsWith(std::string_view text, std::string_view begin) {
  return absl::StartsWithIgnoreCase(A(text), A(begin));
}

// What stands between the scheme and the path.
std::string_view HostOf(std::string_view url, std::string_view scheme) {
  const std::string_view rest = url.substr(scheme.size());
  return rest.substr(0, rest.find_first_of("/?#"));
}

// Empty, or what is wrong with it. A user's name and password in it would be shown with it.
std::string_view FaultOf(std::string_view url) {
  const bool https = StartsWith(url, kHttps);
  if (!https && !StartsWith(url, kHttp)) return "is no address of http";
  const std::string_view host = HostOf(url, https ? kHttps : kHttp);
  if (host.empty()) return "names no host";
  if (host.find('@') != host.npos) return "has a user in it";
  if (url.find_first_of(" \t\r\n") != url.npos) return "has a blank in it";
  return "";
}

std::string Required(Section& section, std::string_view name) {
  std::string text = section.Text(name).value_or("");
  if (text.empty()) section.Missing(name);
  return text;
}

void CheckTokenUrl(Section& section, std::string_view url) {
  if (url.empty()) return;
  const Mark& mark = section.Node("token_url")->mark;
  if (const std::string_view fault = FaultOf(url); !fault.empty()) {
    // Not with its value: there may be a password in it.
    return section.Report(
        ErrorId::kBadForm, mark,
        absl::StrCat("expected https://HOST/PATH for 'token_url', but it ", A(fault)));
  }
  if (StartsWith(url, kHttps) || IsLoopback(HostOf(url, kHttp))) return;
  section.Report(ErrorId::kSecretInTheClear, mark,
                 absl::StrCat("expected https for 'token_url', because the client secret goes to "
                              "another machine, but it is '",
                              A(url), "'"));
}

void BindTls(const ConfigNode* node, ZeebeConfig& config, std::vector<Finding>& findings) {
  if (node == nullptr) return;
  Section section("zeebe.tls", "zeebe.tls", node, node->mark, findings);
  TlsConfig& tls = config.tls.emplace();
  tls.ca = section.Text("ca").value_or("");
  tls.certificate = section.Text("certificate").value_or("");
  tls.key = section.Text("key").value_or("");
  tls.authority = section.Text("authority").value_or("");
  if (tls.certificate.empty() == tls.key.empty()) return;
  section.Missing(tls.key.empty() ? "key" : "certificate");
}

void BindOAuth(const ConfigNode* node, ZeebeConfig& config, std::vector<Finding>& findings) {
  if (node == nullptr) return;
  Section section("zeebe.oauth", "zeebe.oauth", node, node->mark, findings);
  OAuthConfig& oauth = config.oauth.emplace();
  oauth.token_url = Required(section, "token_url");
  oauth.client_id = Required(section, "client_id");
  oauth.client_secret = Required(section, "client_secret");
  oauth.audience = section.Text("audience").value_or("");
  oauth.scope = section.Text("scope").value_or("");
  oauth.ca = section.Text("ca").value_or("");
  CheckTokenUrl(section, oauth.token_url);
  if (config.tls || IsLoopback(config.gateway)) return;
  findings.push_back({Finding::Severity::kWarning, ErrorId::kSecretInTheClear, node->mark,
                      absl::StrCat("expected `zeebe.tls`, because a token goes to another machine, "
                                   "but ",
                                   config.gateway, " is spoken to in plain text"),
                      ""});
}

}  // namespace

bool IsLoopback(std::string_view host) {
  const size_t colon = host.rfind(':');
  if (colon != host.npos && host.find(']', colon) == host.npos) host = host.substr(0, colon);
  return absl::EqualsIgnoreCase(A(host), "localhost") || StartsWith(host, "127.") ||
         host == "[::1]";
}

void BindAccess(Section& zeebe, ZeebeConfig& config, std::vector<Finding>& findings) {
  BindTls(zeebe.Node("tls"), config, findings);
  BindOAuth(zeebe.Node("oauth"), config, findings);
}

}  // namespace telltale
