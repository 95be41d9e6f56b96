#include "tests/contract/zeebe_bench.h"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "connectors/zeebe/zeebe_gateway.h"
#include "connectors/zeebe/zeebe_jobs.h"
#include "engine/base/correlation_hash.h"
#include "proto/zeebe/gateway.grpc.pb.h"
#include "tests/contract/contract_process.h"
#include "tests/contract/http_post.h"
#include "tests/contract/patience.h"

namespace telltale {
namespace {

namespace pb = gateway_protocol;

// Longer than any Pass(), so that no job is handed out twice.
constexpr int64_t kJobTimeoutMs = 24 * 3600 * 1000;

// The string variable `episode` of a job; all variables of the contract are made by its checks.
std::string EpisodeOf(std::string_view variables) {
  constexpr std::string_view kBefore = R"("episode":")";
  const size_t begin = variables.find(kBefore);
  if (begin == variables.npos) return "";
  const std::string_view rest = variables.substr(begin + kBefore.size());
  return std::string(rest.substr(0, rest.find('"')));
}

}  // namespace

class ZeebeBench::Impl {
 public:
  Impl(const std::string& address, const std::string& monitoring)
      : address(address),
        gateway({.address = address}),
        monitoring_(monitoring),
        stub_(pb::Gateway::NewStub(
            grpc::CreateChannel(address, grpc::InsecureChannelCredentials()))) {
    Deploy();
    partitions_ = Call(&pb::Gateway::Stub::Topology, pb::TopologyRequest()).partitionscount();
  }

  std::vector<Instance> Instances(const std::string& key) {
    Fence(key);
    TakeJobs();
    std::vector<Instance> found;
    for (const auto& [instance_key, seen] : seen_) {  // keys rise, so in the order of the starts
      if (seen.episode == key) found.push_back(seen.state);
    }
    return found;
  }

  bool EndTask(const std::string& key) {
    Fence(key);
    TakeJobs();
    for (auto& [instance_key, seen] : seen_) {
      if (seen.episode != key || seen.state != Instance::kRunning) continue;
      Complete(seen.work_job);
      seen.state = Instance::kDone;
      return true;
    }
    return false;
  }

  void Pass(Millis time) {
    const absl::Status status = HttpPost(monitoring_, "/actuator/clock/add",
                                         absl::StrCat(R"({"offsetMilli":)", time.count(), "}"));
    if (!status.ok()) ADD_FAILURE() << status.ToString();
  }

  const std::string address;
  ZeebeGateway gateway;

 private:
  struct Seen {
    std::string episode;
    Instance state = Instance::kRunning;
    int64_t work_job = 0;
  };

  // Calls until it is taken; a broker under load pushes back.
  template <class Request, class Response>
  Response Call(grpc::Status (pb::Gateway::Stub::*method)(grpc::ClientContext*, const Request&,
                                                          Response*),
                const Request& request) {
    Response response;
    grpc::Status status;
    const bool taken = WaitWithPatience([&] {
      grpc::ClientContext context;
      status = (stub_.get()->*method)(&context, request, &response);
      return status.ok();
    });
    if (!taken) ADD_FAILURE() << status.error_message();
    return response;
  }

  void Deploy() {
    pb::DeployResourceRequest request;
    for (const auto& [name, bpmn] : {std::pair("contract.bpmn", ContractProcess()),
                                     std::pair("contract-gated.bpmn", GatedProcess()),
                                     std::pair("contract-fence.bpmn", FenceProcess())}) {
      auto* resource = request.add_resources();
      resource->set_name(name);
      resource->set_content(std::string(bpmn));
    }
    Call(&pb::Gateway::Stub::DeployResource, request);
  }

  // Waits for a job that is created after everything that happened to `key`'s partition so far.
  void Fence(const std::string& key) {
    pb::PublishMessageRequest request;
    request.set_name(kFenceName);
    do {
      request.set_correlationkey(absl::StrCat(key, "#", ++fences_));
    } while (PartitionOf(request.correlationkey()) != PartitionOf(key));
    request.set_variables(absl::StrCat(R"({"episode":")", request.correlationkey(), R"("})"));
    Call(&pb::Gateway::Stub::PublishMessage, request);
    const bool came = WaitWithPatience([&] { return TakeFence(request.correlationkey()); });
    if (!came) ADD_FAILURE() << "the fence's job did not come";
  }

  bool TakeFence(const std::string& key) {
    bool found = false;
    for (const pb::ActivatedJob& job : Activate(kFenceJob)) {
      Complete(job.key());
      found = found || EpisodeOf(job.variables()) == key;
    }
    return found;
  }

  int32_t PartitionOf(const std::string& key) const {
    return PartitionOfHash(CorrelationHash(key), partitions_);
  }

  void TakeJobs() {
    for (const pb::ActivatedJob& job : Activate(kWorkJob)) {
      Seen& seen = seen_[job.processinstancekey()];
      seen.episode = EpisodeOf(job.variables());
      seen.work_job = job.key();
    }
    for (const pb::ActivatedJob& job : Activate(kNormalJob)) {
      Seen& seen = seen_[job.processinstancekey()];
      seen.episode = EpisodeOf(job.variables());
      seen.state = Instance::kInterrupted;
      Complete(job.key());
    }
  }

  // Every job of `type` that waits now.
  std::vector<pb::ActivatedJob> Activate(const char* type) {
    std::vector<pb::ActivatedJob> jobs;
    pb::ActivateJobsRequest request;
    request.set_type(type);
    request.set_worker("contract");
    request.set_timeout(kJobTimeoutMs);
    request.set_maxjobstoactivate(100);
    request.add_fetchvariable("episode");
    request.set_requesttimeout(-1);
    size_t before = 0;
    do {
      before = jobs.size();
      grpc::ClientContext context;
      const auto reader = stub_->ActivateJobs(&context, request);
      pb::ActivateJobsResponse response;
      while (reader->Read(&response)) {
        jobs.insert(jobs.end(), response.jobs().begin(), response.jobs().end());
      }
      reader->Finish();
    } while (jobs.size() > before);
    return jobs;
  }

  void Complete(int64_t job) {
    pb::CompleteJobRequest request;
    request.set_jobkey(job);
    Call(&pb::Gateway::Stub::CompleteJob, request);
  }

  std::string monitoring_;
  std::unique_ptr<pb::Gateway::Stub> stub_;
  std::map<int64_t, Seen> seen_;  // by instance key
  int32_t partitions_ = 1;
  int fences_ = 0;
};

ZeebeBench::ZeebeBench(const std::string& address, const std::string& monitoring)
    : impl_(std::make_unique<Impl>(address, monitoring)) {}
ZeebeBench::~ZeebeBench() = default;

Gateway& ZeebeBench::gateway() { return impl_->gateway; }

std::unique_ptr<Jobs> ZeebeBench::Connect() {
  // A stream that the broker does not know yet, when the job is created, must not cost 10 s.
  return std::make_unique<ZeebeJobs>(
      ZeebeJobsOptions{.address = impl_->address, .poll_every = Millis{1000}});
}

// Unlike any key of an earlier run against the same broker.
std::string ZeebeBench::NewKey(const std::string& name) {
  static int count = 0;
  const int64_t run = std::chrono::system_clock::now().time_since_epoch().count();
  return absl::StrCat("contract/", name, "@", run, ".", getpid(), ".", ++count);
}

std::vector<GatewayBench::Instance> ZeebeBench::Instances(const std::string& key) {
  return impl_->Instances(key);
}

bool ZeebeBench::EndTask(const std::string& key) { return impl_->EndTask(key); }

void ZeebeBench::Pass(Millis time) { impl_->Pass(time); }

bool ZeebeBench::WaitUntil(const std::function<bool()>& condition) {
  return WaitWithPatience(condition);
}

}  // namespace telltale
