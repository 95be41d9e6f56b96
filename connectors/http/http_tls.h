// What a server shows of itself where it speaks TLS, as OpenSSL has it.
#ifndef TELLTALE_CONNECTORS_HTTP_HTTP_TLS_H_
#define TELLTALE_CONNECTORS_HTTP_HTTP_TLS_H_

#include <boost/asio/ssl/context.hpp>
#include <memory>

#include "absl/status/statusor.h"
#include "connectors/http/http_server.h"

namespace telltale {

// TLS 1.2 or newer; clients are not asked for a certificate. Errors: as CheckTls().
absl::StatusOr<std::unique_ptr<boost::asio::ssl::context>> MakeTlsContext(const HttpTls& tls);

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_HTTP_HTTP_TLS_H_
