#include "tests/served_zeebe/served_zeebe.h"

#include <grpcpp/grpcpp.h>

#include <map>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "proto/zeebe/gateway.grpc.pb.h"
#include "tests/served_zeebe/job_stream.h"

namespace telltale {
namespace {

namespace pb = gateway_protocol;

grpc::Status ToGrpc(const absl::Status& status) {
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), std::string(status.message()));
}

template <class Request>
JobRequest ToJobRequest(const Request& request) {
  return {.type = request.type(),
          .variables = {request.fetchvariable().begin(), request.fetchvariable().end()},
          .timeout = Millis{request.timeout()}};
}

pb::ActivatedJob ToProto(const Job& job) {
  pb::ActivatedJob proto;
  proto.set_key(job.key.value);
  proto.set_type(job.type);
  proto.set_processinstancekey(job.instance.value);
  proto.set_bpmnprocessid(job.process);
  proto.set_customheaders(job.headers);
  proto.set_retries(job.retries);
  proto.set_variables(job.variables);
  return proto;
}

// Turns calls away whose token is not good.
class Doorman : public grpc::AuthMetadataProcessor {
 public:
  explicit Doorman(std::function<bool(std::string_view)> accepts) : accepts_(std::move(accepts)) {}

  grpc::Status Process(const InputMetadata& metadata, grpc::AuthContext*, OutputMetadata*,
                       OutputMetadata*) override {
    const auto found = metadata.find("authorization");
    const std::string_view token =
        found == metadata.end() ? "" : std::string_view(found->second.data(), found->second.size());
    if (accepts_(token)) return grpc::Status::OK;
    return grpc::Status(grpc::StatusCode::UNAUTHENTICATED, "the token is not good");
  }

 private:
  const std::function<bool(std::string_view)> accepts_;
};

std::shared_ptr<grpc::ServerCredentials> ToCredentials(
    const std::optional<ServedZeebeGuard>& guard) {
  if (!guard) return grpc::InsecureServerCredentials();
  grpc::SslServerCredentialsOptions options(
      guard->clients.empty() ? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
                             : GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  options.pem_root_certs = guard->clients;
  options.pem_key_cert_pairs.push_back({guard->key, guard->certificate});
  auto credentials = grpc::SslServerCredentials(options);
  if (guard->accepts) {
    credentials->SetAuthMetadataProcessor(std::make_shared<Doorman>(guard->accepts));
  }
  return credentials;
}

}  // namespace

using Streaming = pb::Gateway::WithCallbackMethod_StreamActivatedJobs<pb::Gateway::Service>;

class ServedZeebe::Service : public Streaming {
 public:
  explicit Service(const ServedZeebeOptions& options)
      : options_(options), model_(options.begin, options.partitions) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort(absl::StrCat("127.0.0.1:", options.port), ToCredentials(options.guard),
                             &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~Service() override {
    if (server_) server_->Shutdown(std::chrono::system_clock::now());
  }

  // Does `act` with the model, and pushes what came of it.
  template <class Act>
  auto With(Act act) {
    absl::MutexLock lock(&mutex_);
    auto result = act(model_);
    for (const JobBoard::Pushed& pushed : model_.TakePushed()) {
      streams_.at(pushed.stream)->Push(ToProto(pushed.job));
    }
    return result;
  }
  int port() const { return server_ ? port_ : 0; }

  // ---- what it serves
  grpc::Status PublishMessage(grpc::ServerContext*, const pb::PublishMessageRequest* request,
                              pb::PublishMessageResponse*) override {
    const Message message{.name = request->name(),
                          .correlation_key = request->correlationkey(),
                          .id = request->messageid(),
                          .ttl = Millis{request->timetolive()},
                          .variables = request->variables()};
    return ToGrpc(With([&](BrokerModel& model) { return model.Publish(message); }));
  }
  grpc::Status Topology(grpc::ServerContext*, const pb::TopologyRequest*,
                        pb::TopologyResponse* response) override {
    response->set_clusterid(options_.cluster_id);
    response->set_partitionscount(options_.partitions);
    auto* const broker = response->add_brokers();
    for (int32_t id = 1; id <= options_.partitions; ++id) {
      auto* const partition = broker->add_partitions();
      partition->set_partitionid(id);
      partition->set_role(pb::Partition::LEADER);
    }
    return grpc::Status::OK;
  }
  grpc::Status ActivateJobs(grpc::ServerContext*, const pb::ActivateJobsRequest* request,
                            grpc::ServerWriter<pb::ActivateJobsResponse>* writer) override {
    const std::vector<Job> jobs = With([&](BrokerModel& model) {
      return model.PollJobs(ToJobRequest(*request),
                            static_cast<size_t>(request->maxjobstoactivate()));
    });
    pb::ActivateJobsResponse response;
    for (const Job& job : jobs) *response.add_jobs() = ToProto(job);
    if (!jobs.empty()) writer->Write(response);
    return grpc::Status::OK;
  }
  grpc::ServerWriteReactor<pb::ActivatedJob>* StreamActivatedJobs(
      grpc::CallbackServerContext*, const pb::StreamActivatedJobsRequest* request) override {
    absl::MutexLock lock(&mutex_);
    const int64_t id = model_.OpenStream(ToJobRequest(*request));
    return streams_[id] = new JobStream([this, id] { Close(id); });
  }
  grpc::Status UpdateJobTimeout(grpc::ServerContext*, const pb::UpdateJobTimeoutRequest* request,
                                pb::UpdateJobTimeoutResponse*) override {
    const JobKey job{request->jobkey()};
    const Millis timeout{request->timeout()};
    return ToGrpc(With([&](BrokerModel& model) { return model.HoldJob(job, timeout); }));
  }
  grpc::Status CompleteJob(grpc::ServerContext*, const pb::CompleteJobRequest* request,
                           pb::CompleteJobResponse*) override {
    return End(request->jobkey(), {.variables = request->variables()});
  }
  grpc::Status FailJob(grpc::ServerContext*, const pb::FailJobRequest* request,
                       pb::FailJobResponse*) override {
    return End(request->jobkey(), {.kind = JobEnd::Kind::kFailed,
                                   .retries = request->retries(),
                                   .back_off = Millis{request->retrybackoff()},
                                   .text = request->errormessage()});
  }
  grpc::Status ThrowError(grpc::ServerContext*, const pb::ThrowErrorRequest* request,
                          pb::ThrowErrorResponse*) override {
    return End(request->jobkey(), {.kind = JobEnd::Kind::kError,
                                   .code = request->errorcode(),
                                   .text = request->errormessage()});
  }
  grpc::Status CancelProcessInstance(grpc::ServerContext*,
                                     const pb::CancelProcessInstanceRequest* request,
                                     pb::CancelProcessInstanceResponse*) override {
    const InstanceKey instance{request->processinstancekey()};
    return ToGrpc(With([&](BrokerModel& model) { return model.CancelInstance(instance); }));
  }

 private:
  grpc::Status End(int64_t job, const JobEnd& end) {
    return ToGrpc(With([&](BrokerModel& model) { return model.EndJob({job}, end); }));
  }
  void Close(int64_t stream) {
    absl::MutexLock lock(&mutex_);
    model_.CloseStream(stream);
    streams_.erase(stream);
  }

  const ServedZeebeOptions options_;
  int port_ = 0;
  absl::Mutex mutex_;
  BrokerModel model_ ABSL_GUARDED_BY(mutex_);
  std::map<int64_t, JobStream*> streams_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<grpc::Server> server_;  // last: its calls use all of the above
};

ServedZeebe::ServedZeebe(const ServedZeebeOptions& options)
    : service_(std::make_unique<Service>(options)) {}
ServedZeebe::~ServedZeebe() = default;

std::string ServedZeebe::address() const { return absl::StrCat("127.0.0.1:", service_->port()); }

void ServedZeebe::Deploy(BrokerModel::Process process) {
  service_->With([&](BrokerModel& model) {
    model.Deploy(std::move(process));
    return true;
  });
}

void ServedZeebe::Advance(WallTime now) {
  service_->With([&](BrokerModel& model) {
    model.Advance(now);
    return true;
  });
}

bool ServedZeebe::EndTask(int64_t instance_key) {
  return service_->With([&](BrokerModel& model) { return model.EndTask(instance_key); });
}

std::vector<BrokerModel::Instance> ServedZeebe::Instances() const {
  return service_->With([](BrokerModel& model) {
    return std::vector<BrokerModel::Instance>(model.instances().begin(), model.instances().end());
  });
}

}  // namespace telltale
