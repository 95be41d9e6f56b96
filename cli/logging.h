// Logging: one line per happening on stderr, as logfmt on a terminal and as JSON otherwise; stdout
// is for data.
//
//   Log(LogLevel::kInfo, "kafka", "connected", {{"brokers", brokers}});
//
// The libraries' own logs come through here too, at most a few lines per second each.
//
// Thread safety: any thread.
#ifndef TELLTALE_CLI_LOGGING_H_
#define TELLTALE_CLI_LOGGING_H_

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace telltale {

enum class LogLevel { kDebug, kInfo, kWarning, kError };
enum class LogFormat { kLogfmt, kJson };

// Call once, at the beginning of main().
void InitLogging(LogFormat format, LogLevel least);
// kLogfmt if stderr is a terminal.
LogFormat DefaultLogFormat();

using LogField = std::pair<std::string_view, std::string>;
void Log(LogLevel level, std::string_view component, std::string_view text,
         std::initializer_list<LogField> fields = {});

// A line of librdkafka's, which has the levels of syslog.
void LogOfKafka(int level, std::string_view line);

// Why a server for HTTP can take no connection.
void LogOfHttp(std::string_view why);

// Returns one line without its newline; `time` is RFC 3339.
std::string FormatLogLine(LogFormat format, std::string_view time, LogLevel level,
                          std::string_view component, std::string_view text,
                          std::initializer_list<LogField> fields);

}  // namespace telltale

#endif  // TELLTALE_CLI_LOGGING_H_
