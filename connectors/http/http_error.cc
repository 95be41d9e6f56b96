#include "connectors/http/http_error.h"

#include "engine/base/json_object.h"
#include "engine/base/strings.h"

namespace telltale {

HttpResponse RefuseHttp(int status, ErrorId error, std::string_view text) {
  const ErrorEntry& entry = FindError(error);
  HttpResponse response{.status = status, .content_type = kJsonType};
  JsonObject object(response.body);
  object.Text("error", ErrorNumber(error));
  object.Text("name", entry.name);
  object.Text("text", text);
  object.Text("next", entry.next);
  object.Close();
  response.body += '\n';
  return response;
}

HttpResponse RefuseHttp(int status, const absl::Status& error) {
  return RefuseHttp(status, ErrorOf(error).value_or(ErrorId::kUnavailable), TextOf(error));
}

std::string_view TextOf(const absl::Status& error) {
  std::string_view text = S(error.message());
  const auto id = ErrorOf(error);
  if (!id) return text;
  text.remove_prefix(("error " + ErrorTitle(*id) + ": ").size());
  return text;
}

}  // namespace telltale
