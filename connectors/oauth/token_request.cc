#include "connectors/oauth/token_request.h"

#include <curl/curl.h>

#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

constexpr size_t kMostAnswerBytes = 256 << 10;  // a token is rarely over 4 KiB

struct Answer {
  std::string body;
  bool too_long = false;
};

size_t Take(char* bytes, size_t one, size_t count, void* answer_ptr) {
  auto& answer = *static_cast<Answer*>(answer_ptr);
  if (answer.body.size() + count > kMostAnswerBytes) {
    answer.too_long = true;
    return 0;  // ends the transfer
  }
  answer.body.append(bytes, count);
  return count;
}

int GiveUp(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return *static_cast<const std::atomic<bool>*>(stop) ? 1 : 0;
}

using Curl = std::unique_ptr<CURL, void (*)(CURL*)>;

std::string Form(CURL* curl, const TokenRequest& request) {
  const std::pair<const char*, std::string> fields[] = {{"grant_type", "client_credentials"},
                                                        {"client_id", request.client_id},
                                                        {"client_secret", request.client_secret},
                                                        {"audience", request.audience},
                                                        {"scope", request.scope}};
  std::vector<std::string> parts;
  for (const auto& [name, value] : fields) {
    if (value.empty()) continue;
    char* const escaped = curl_easy_escape(curl, value.data(), static_cast<int>(value.size()));
    parts.push_back(absl::StrCat(name, "=", escaped));
    curl_free(escaped);
  }
  return absl::StrJoin(parts, "&");
}

void SetUp(CURL* curl, const TokenRequest& request, const std::string& form) {
  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https,http");
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(form.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, form.c_str());
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(request.patience.count()));
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "telltale");
  // http is only for this machine (the configuration's check), where no proxy belongs in between.
  if (absl::StartsWithIgnoreCase(request.url, "http:")) curl_easy_setopt(curl, CURLOPT_PROXY, "");
  if (request.roots.empty()) return;
  curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);  // the system's would be believed as well
  curl_blob roots{const_cast<char*>(request.roots.data()), request.roots.size(), CURL_BLOB_NOCOPY};
  curl_easy_setopt(curl, CURLOPT_CAINFO_BLOB, &roots);
}

absl::Status NoAnswer(CURLcode code, const char* detail, const Answer& answer) {
  if (answer.too_long) {
    return absl::UnavailableError(
        absl::StrCat("expected at most ", kMostAnswerBytes, " bytes, but the answer has more"));
  }
  return absl::UnavailableError(absl::StrCat("expected an answer, but: ", curl_easy_strerror(code),
                                             *detail == '\0' ? "" : ": ", detail));
}

}  // namespace

absl::StatusOr<AccessToken> RequestToken(const TokenRequest& request,
                                         const std::atomic<bool>& stop) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  CHECK(ready == CURLE_OK);
  const Curl curl(curl_easy_init(), &curl_easy_cleanup);
  CHECK(curl != nullptr);
  std::array<char, CURL_ERROR_SIZE> detail{};
  Answer answer;
  const std::string form = Form(curl.get(), request);
  SetUp(curl.get(), request, form);
  curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, detail.data());
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &Take);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer);
  curl_easy_setopt(curl.get(), CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl.get(), CURLOPT_XFERINFOFUNCTION, &GiveUp);
  curl_easy_setopt(curl.get(), CURLOPT_XFERINFODATA, &stop);
  const CURLcode code = curl_easy_perform(curl.get());
  if (code != CURLE_OK) return NoAnswer(code, detail.data(), answer);
  long http_status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &http_status);
  return ReadTokenAnswer(static_cast<int>(http_status), answer.body);
}

}  // namespace telltale
