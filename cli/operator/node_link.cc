#include "cli/operator/node_link.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/operator/row_check.h"
#include "cli/version.h"
#include "connectors/http/http_client.h"
#include "connectors/json/json_decoder.h"
#include "connectors/rocksdb/store_owner.h"
#include "engine/base/json_object.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/desk/orders.h"

namespace telltale {
namespace {

constexpr char kScheme[] = "http://";
constexpr int kHeaderTooLarge = 431;

absl::Status Unavailable(std::string_view text) { return MakeError(ErrorId::kUnavailable, text); }
absl::Status Strange(std::string_view text) { return MakeError(ErrorId::kStrangeNode, text); }

// HOST:PORT of what a person gave as --url.
absl::StatusOr<std::string> AddressOf(const std::string& url) {
  std::string address = absl::StartsWith(url, kScheme) ? url.substr(sizeof(kScheme) - 1) : url;
  while (!address.empty() && address.back() == '/') address.pop_back();
  if (!address.empty() && address.find('/') == std::string::npos) return address;
  return MakeError(ErrorId::kBadRequest,
                   absl::StrCat("expected --url as http://HOST:PORT, but it is '", url, "'"));
}

absl::StatusOr<HttpReply> Send(const HttpCall& call) {
  absl::StatusOr<HttpReply> reply = SendHttp(call);
  if (reply.ok()) return reply;
  const std::string text(reply.status().message());
  if (absl::IsInvalidArgument(reply.status())) return MakeError(ErrorId::kBadRequest, text);
  if (absl::IsDataLoss(reply.status())) {
    return Strange(absl::StrCat("expected a node that speaks HTTP, but ", text));
  }
  return Unavailable(absl::StrCat("expected a node that answers, but ", text));
}

std::string HeaderOf(const HttpReply& reply, std::string_view name) {
  for (const auto& [known, value] : reply.headers) {
    if (absl::EqualsIgnoreCase(known, A(name))) return value;
  }
  return "";
}

// What a node that refuses says, as an error of our own.
absl::Status RefusalOf(const HttpReply& reply) {
  SlotTable slots;
  for (const char* name : {"error", "text"}) slots.Add({{name}});
  Value fields[2];
  DecodeError error;
  const std::unique_ptr<Decoder> decoder = MakeJsonDecoder(slots);
  if (!decoder->Decode(reply.body, absl::MakeSpan(fields), error)) {
    return Strange(absl::StrCat("expected an answer of the API, but it is HTTP ", reply.status));
  }
  const ErrorEntry* entry = FindError(fields[0].text);
  if (entry == nullptr) {
    return Strange(absl::StrCat("expected an error that this version knows, but it is ",
                                A(fields[0].text), ": ", A(fields[1].text)));
  }
  return MakeError(entry->id, fields[1].text);
}

// OK: `reply` is an answer of the API to what was asked.
absl::Status CheckReply(const HttpReply& reply, const std::string& address, std::string_view path) {
  const std::string version = HeaderOf(reply, kVersionHeader);
  if (version.empty()) {
    const bool ours = absl::StartsWith(HeaderOf(reply, "server"), "telltale");
    return Strange(absl::StrCat("expected a node of version ", kVersion, " at ", address, ", but ",
                                ours ? "it is of another version and does not know "
                                     : "what answers is no telltale and does not know ",
                                A(path)));
  }
  return reply.status == 200 ? absl::OkStatus() : RefusalOf(reply);
}

// Of a question whose header no server takes.
absl::Status TooLong(const Parameters& parameters) {
  const auto shorter = [](const auto& a, const auto& b) {
    return a.second.size() < b.second.size();
  };
  const auto longest = std::max_element(parameters.begin(), parameters.end(), shorter);
  CHECK(longest != parameters.end());  // a question has its limit
  return MakeError(
      ErrorId::kBadRequest,
      absl::StrCat("expected a question that fits into ", kMaxHttpHeaderBytes, " bytes, but --",
                   longest->first, " is too long: it has ", longest->second.size(), " bytes"));
}

std::string ProcessName(int process) {
  return process > 0 ? absl::StrCat("process ", process)
                     : "a process that is not visible from here";
}

}  // namespace

absl::StatusOr<std::unique_ptr<NodeLink>> NodeLink::Find(const Where& where) {
  if (where.url.empty()) return FindIn(where.state_dir);
  auto link = std::make_unique<NodeLink>();
  ASSIGN_OR_RETURN(link->node_.address, AddressOf(where.url));
  return link;
}

absl::StatusOr<std::unique_ptr<NodeLink>> NodeLink::FindIn(const std::string& dir) {
  auto link = std::make_unique<NodeLink>();
  link->dir_ = dir;
  const absl::StatusOr<std::optional<int>> owner = OwnerOfStore(dir);
  const absl::StatusOr<NodeAddress> written = ReadNodeAddress(dir);
  const bool stopped = owner.ok() && !*owner;
  if (written.ok() && !stopped) {
    link->node_ = *written;
    return link;
  }
  RETURN_IF_ERROR(owner.status());
  if (!stopped) {
    return Unavailable(absl::StrCat("expected the address of the node in ", dir, "/http, because ",
                                    ProcessName(**owner), " has the store open, but ",
                                    written.status().message(), ": start it with --listen"));
  }
  if (written.ok()) {
    link->note_ =
        absl::StrCat("the node at ", written->address, " is gone; this is the store that it left");
  } else if (!absl::IsNotFound(written.status())) {
    link->note_ = absl::StrCat(dir, "/http is no address of a node: ", written.status().message());
  }
  return link;
}

absl::Status NodeLink::OpenStore(const std::string& dir) {
  if (stopped_) return absl::OkStatus();
  ASSIGN_OR_RETURN(store_, RocksDbStore::OpenReadOnly(dir));
  ASSIGN_OR_RETURN(stopped_, StoppedStore::Load(*store_));
  return absl::OkStatus();
}

absl::StatusOr<Lines> NodeLink::Ask(const Endpoint& endpoint, const Parameters& parameters) {
  if (!node_.address.empty()) return AskNode(endpoint, parameters);
  ASSIGN_OR_RETURN(Question question, ReadQuestion(endpoint, parameters));
  RETURN_IF_ERROR(OpenStore(dir_));
  return AskStopped(stopped_->views(), *store_, std::move(question));
}

absl::StatusOr<Lines> NodeLink::AskNode(const Endpoint& endpoint, const Parameters& parameters) {
  const std::string target = absl::StrCat(A(endpoint.path), "?", FormatParameters(parameters));
  ASSIGN_OR_RETURN(const HttpReply reply, Send({.address = node_.address, .target = target}));
  if (reply.status == kHeaderTooLarge) return TooLong(parameters);
  RETURN_IF_ERROR(CheckReply(reply, node_.address, endpoint.path));
  const std::string store = HeaderOf(reply, kStoreHeader);
  if (!node_.store.empty() && store != node_.store) {
    return Strange(absl::StrCat("expected the node of store ", node_.store, " at ", node_.address,
                                ", but it is that of store ", store));
  }
  RETURN_IF_ERROR(CheckRows(endpoint, reply.body));
  return Lines{reply.body, HeaderOf(reply, kNextHeader)};
}

absl::Status NodeLink::CheckTakesOrders() const {
  if (!node_.address.empty()) return absl::OkStatus();
  return MakeError(ErrorId::kNoNode, absl::StrCat("expected a node that runs on the store in ",
                                                  dir_, ", but none does"));
}

// A question is asked first: an order must not reach another store's node.
absl::StatusOr<std::string> NodeLink::Order(const Endpoint& endpoint,
                                            const std::vector<std::string>& ids) {
  CHECK(ids.size() <= kMaxOrderRows);
  RETURN_IF_ERROR(CheckTakesOrders());
  if (!node_.store.empty()) {
    RETURN_IF_ERROR(AskNode(FindEndpoint(EndpointId::kOutbox), {{"limit", "1"}}).status());
  }
  HttpCall call{.address = node_.address,
                .method = HttpMethod::kPost,
                .target = std::string(endpoint.path),
                .content_type = kLinesType};
  for (const std::string& id : ids) {
    JsonObject row(call.body);
    row.Text("id", id);
    row.Close();
    call.body += '\n';
  }
  ASSIGN_OR_RETURN(HttpReply reply, Send(call));
  RETURN_IF_ERROR(CheckReply(reply, node_.address, endpoint.path));
  RETURN_IF_ERROR(CheckRows(endpoint, reply.body));
  return std::move(reply.body);
}

}  // namespace telltale
