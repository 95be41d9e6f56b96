// served_zeebe_main: the model of a broker as a process of its own, in real time.
//
//   served_zeebe_main --start maintenance-needed --back back-to-normal --gate --ended --work 500
//
// With --certificate and --key it speaks TLS; with --tokens it takes only calls that show one of
// the tokens that stand in that file, a line each, which is read again for every call.
//
// First prints its address as {"address":"127.0.0.1:N"}. On SIGTERM or SIGINT it prints one line
// per instance, in the order of the starts, and ends.
#include <signal.h>

#include <chrono>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "engine/base/json_text.h"
#include "tests/served_zeebe/served_zeebe.h"

namespace telltale {
namespace {

constexpr timespec kTick{.tv_sec = 0, .tv_nsec = 5'000'000};

WallTime Now() {
  using std::chrono::duration_cast;
  return WallMs(duration_cast<Millis>(std::chrono::system_clock::now().time_since_epoch()).count());
}

const char* NameOf(BrokerModel::State state) {
  constexpr const char* kNames[] = {"running", "done", "interrupted", "cancelled"};
  return kNames[static_cast<int>(state)];
}

std::string ToJson(const BrokerModel::Instance& instance) {
  std::string json = absl::StrCat("{\"key\":", instance.key, ",\"correlation_key\":");
  AppendJsonString(json, instance.correlation_key);
  absl::StrAppend(&json, ",\"state\":\"", NameOf(instance.state),
                  "\",\"passed\":", instance.passed ? "true" : "false", "}");
  return json;
}

void Print(const std::vector<BrokerModel::Instance>& instances) {
  std::string all;
  for (const BrokerModel::Instance& instance : instances) {
    absl::StrAppend(&all, all.empty() ? "" : ",", ToJson(instance));
  }
  std::cout << "{\"instances\":[" << all << "]}" << std::endl;
}

// Lets real time pass until somebody ends it.
void Serve(ServedZeebe& zeebe, const sigset_t& signals) {
  while (true) {
    const int signal = sigtimedwait(&signals, nullptr, &kTick);
    if (signal == SIGTERM || signal == SIGINT) return;
    zeebe.Advance(Now());
    if (signal == SIGUSR1) Print(zeebe.Instances());
  }
}

std::string Read(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

struct GuardFiles {
  std::string certificate, key, clients, tokens;
};

std::optional<ServedZeebeGuard> MakeGuard(const GuardFiles& files) {
  if (files.certificate.empty()) return std::nullopt;
  ServedZeebeGuard guard{.certificate = Read(files.certificate), .key = Read(files.key)};
  if (!files.clients.empty()) guard.clients = Read(files.clients);
  if (files.tokens.empty()) return guard;
  guard.accepts = [path = files.tokens](std::string_view shown) {
    std::ifstream tokens(path);
    for (std::string token; std::getline(tokens, token);) {
      if (shown == "Bearer " + token) return true;
    }
    return false;
  };
  return guard;
}

int Main(int argc, char** argv) {
  BrokerModel::Process process;
  int64_t work_ms = -1;
  int port = 0;
  CLI::App app("the model of a Zeebe broker, served by gRPC");
  app.add_option("--port", port, "on loopback; 0: a free one");
  app.add_option("--start", process.start, "message that starts an instance")->required();
  app.add_option("--back", process.backs, "message that interrupts one");
  app.add_option("--work", work_ms, "milliseconds until the task ends; -1: never");
  GuardFiles guard;
  app.add_option("--certificate", guard.certificate, "PEM file; with it TLS is spoken");
  app.add_option("--key", guard.key, "PEM file with its key");
  app.add_option("--clients", guard.clients, "PEM file with who vouches for clients");
  app.add_option("--tokens", guard.tokens, "file with the tokens that are good, a line each");
  app.add_option("--correlates-on", process.correlates_on, "variable by which backs find it");
  app.add_flag("--gate", process.gate, "a gate job before the task");
  app.add_flag("--ended", process.ended, "an ended job behind it");
  CLI11_PARSE(app, argc, argv);
  if (work_ms >= 0) process.work = Millis{work_ms};

  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGUSR1}) sigaddset(&signals, signal);
  sigprocmask(SIG_BLOCK, &signals, nullptr);  // before gRPC's threads, so that none gets them

  ServedZeebe zeebe({.port = port, .begin = Now(), .guard = MakeGuard(guard)});
  zeebe.Deploy(process);
  std::cout << "{\"address\":\"" << zeebe.address() << "\"}" << std::endl;
  Serve(zeebe, signals);
  return 0;
}

}  // namespace
}  // namespace telltale

int main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  return telltale::Main(argc, argv);
}
