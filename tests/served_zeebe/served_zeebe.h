// ServedZeebe: the model of a broker behind a gRPC server, so that what speaks to Zeebe can be
// tested, and killed, without one.
//
//   ServedZeebe zeebe({});
//   zeebe.Deploy({.start = "maintenance-needed", .backs = {"back-to-normal"}, .gate = true});
//   ZeebeGateway gateway({.address = zeebe.address()});
//
// It serves what Telltale calls: publish, topology, jobs by poll and stream, complete, cancel.
// Polls never wait. Time passes when it is told to. With a guard it speaks TLS, and asks for a
// token.
//
// Thread safety: any thread. The destructor ends all calls.
#ifndef TELLTALE_TESTS_SERVED_ZEEBE_SERVED_ZEEBE_H_
#define TELLTALE_TESTS_SERVED_ZEEBE_SERVED_ZEEBE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/zeebe_fake/broker_model.h"
#include "engine/base/time.h"

namespace telltale {

// PEM, each.
struct ServedZeebeGuard {
  std::string certificate, key;
  std::string clients;  // who vouches for the clients' certificates; empty: they need none
  // Whether a call's token (`Bearer ...`, empty if it has none) is good now; from any thread.
  std::function<bool(std::string_view)> accepts;
};

struct ServedZeebeOptions {
  int port = 0;  // on loopback; 0: a free one
  std::string cluster_id = "served";
  int32_t partitions = 1;
  WallTime begin = WallMs(0);
  std::optional<ServedZeebeGuard> guard;
};

class ServedZeebe {
 public:
  explicit ServedZeebe(const ServedZeebeOptions& options);
  ~ServedZeebe();

  std::string address() const;  // host:port; port 0: it cannot listen
  void Deploy(BrokerModel::Process process);
  void Advance(WallTime now);
  bool EndTask(int64_t instance_key);
  // A copy, in the order of the starts.
  std::vector<BrokerModel::Instance> Instances() const;

 private:
  class Service;
  std::unique_ptr<Service> service_;
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_SERVED_ZEEBE_SERVED_ZEEBE_H_
