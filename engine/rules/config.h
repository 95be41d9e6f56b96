// Config: the whole configuration, typed, checked and compiled.
//
//   Config config;
//   std::vector<Finding> findings = Bind(tree, environment, config);
//   if (HasErrors(findings)) ... exit 78
//
// Every option stands in one table (engine/rules/option_table.h); this is where their values land.
//
// Thread safety: immutable after Bind.
#ifndef TELLTALE_ENGINE_RULES_CONFIG_H_
#define TELLTALE_ENGINE_RULES_CONFIG_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "engine/base/shard.h"
#include "engine/base/time.h"
#include "engine/rules/config_tree.h"
#include "engine/rules/finding.h"
#include "engine/rules/history_plan.h"
#include "engine/rules/publish_plan.h"
#include "engine/rules/rule_set.h"
#include "engine/rules/variables.h"

namespace telltale {

struct KafkaConfig {
  std::string brokers;                            // host:port, comma separated
  std::string group = "telltale";                 // for lag tools and the owner check
  std::map<std::string, std::string> properties;  // any librdkafka property, passed through
  Millis delivery_timeout{30000};                 // of a record that is written
};

// Of files the names, until what they hold is put in their place; empty: not given.
struct TlsConfig {
  std::string ca;
  std::string certificate;
  std::string key;
  std::string authority;
};

struct OAuthConfig {
  std::string token_url;
  std::string client_id;
  std::string client_secret;
  std::string audience;  // empty, as those below: not given
  std::string scope;
  std::string ca;  // as in TlsConfig
};

struct ZeebeConfig {
  std::string gateway;               // host:port
  std::optional<TlsConfig> tls;      // none: plain text
  std::optional<OAuthConfig> oauth;  // none: without a token
  Millis message_ttl{3600000};       // of starts; backs have 24 h by default
  Millis request_timeout{10000};
  Millis confirm_within{
      60000};  // an accepted, gated start without its gate job is unconfirmed then
};

// The in-process gateway.
struct EmbeddedConfig {
  std::optional<Millis> work;  // of its workflows; none: it never ends by itself
};

struct StateConfig {
  std::string dir;
  int64_t disk_reserve_bytes = 256 << 20;  // below it consumption stops
  uint32_t quarantine_rows = 100000;       // kept per partition; the oldest go
  uint32_t audit_rows = 100000;            // likewise; 0: none
  int64_t keys = 20'000'000;               // live keys at most
  uint32_t outbox_rows = 1'000'000;        // unsettled commands per partition; more stop reading
  int64_t outbox_bytes = 1 << 30;          // of messages that wait or are parked; likewise
};

struct HttpConfig {
  std::string listen = "127.0.0.1:9620";
};

// What happened to episodes, as records of a topic.
struct AuditConfig {
  std::string topic;
};

struct Config {
  std::optional<KafkaConfig> kafka;
  std::optional<ZeebeConfig> zeebe;
  EmbeddedConfig embedded;
  StateConfig state;
  HttpConfig http;
  std::optional<HistoryPlan> history;
  std::optional<AuditConfig> audit;
  std::string input;   // "kafka", a file, "-"; empty: kafka if there is a kafka section
  std::string output;  // "zeebe", "stdout", "embedded"; empty: zeebe if there is a zeebe section
  bool follow = false;
  Shard shard;
  std::optional<uint32_t> loops;  // nullopt: as many as there are cores for
  RuleSet rules;
  std::vector<PublishPlan> publish;
};

// A value of `config` that a file holds.
struct HeldInFile {
  std::string option;  // its full name
  Mark mark;
  std::string path;
  std::string* value;  // where it is to be put
  bool is_pem = false;
};
// All of them. REQUIRES: `config` is bound to `tree` without an error, and outlives them.
std::vector<HeldInFile> HeldInFiles(const ConfigTree& tree, Config& config);

// The librdkafka properties that we set ourselves, because our promises depend on them.
absl::Span<const std::string_view> OwnedProperties();

// Whether `text` has the form ADDRESS:PORT. Whether it can be listened on shows when it is tried.
bool IsListenAddress(std::string_view text);

// Fills `config` from `tree`. Returns everything found, in the order of the file; `config` may be
// used only if there is no error among it. Variables are replaced (engine/rules/variables.h); files
// that hold secrets or certificates are left to the caller, who finds them by HeldInFiles().
std::vector<Finding> Bind(const ConfigTree& tree, const Environment& environment, Config& config);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_CONFIG_H_
