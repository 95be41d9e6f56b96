#include "connectors/http/http_tls.h"

#include <openssl/ssl.h>

#include <boost/asio/buffer.hpp>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

absl::Status Unusable(std::string_view what, const error_code& error) {
  return absl::InvalidArgumentError(absl::StrCat("expected ", A(what), ", but: ", error.message()));
}

}  // namespace

absl::StatusOr<std::unique_ptr<asio::ssl::context>> MakeTlsContext(const HttpTls& tls) {
  auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  // Else OpenSSL asks at the terminal.
  context->set_password_callback([](size_t, asio::ssl::context::password_purpose) { return ""; });
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  error_code error;
  context->use_certificate_chain(asio::buffer(tls.certificate), error);
  if (error) return Unusable("a certificate, its intermediate authorities behind it", error);
  context->use_private_key(asio::buffer(tls.key), asio::ssl::context::pem, error);
  if (error) return Unusable("the private key of the certificate, without a password", error);
  return context;
}

absl::Status CheckTls(const HttpTls& tls) { return MakeTlsContext(tls).status(); }

}  // namespace telltale
