#include "cli/logging.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <chrono>
#include <memory>

#include "engine/base/json_text.h"
#include "engine/base/time.h"

namespace telltale {
namespace {

LogFormat log_format = LogFormat::kJson;

constexpr std::string_view LevelName(LogLevel level) {
  constexpr std::string_view kNames[] = {"debug", "info", "warning", "error"};
  return kNames[static_cast<int>(level)];
}

spdlog::level::level_enum ToSpdlog(LogLevel level) {
  constexpr spdlog::level::level_enum kLevels[] = {spdlog::level::debug, spdlog::level::info,
                                                   spdlog::level::warn, spdlog::level::err};
  return kLevels[static_cast<int>(level)];
}

// logfmt: bare words stay bare, everything else is quoted as JSON is.
void AppendLogfmt(std::string& line, std::string_view name, std::string_view value) {
  if (!line.empty()) line += ' ';
  line.append(name).append("=");
  const bool bare = !value.empty() && value.find_first_of(" =\"\\\n\t") == std::string_view::npos;
  if (bare) {
    line.append(value);
  } else {
    AppendJsonString(line, value);
  }
}

void AppendJsonField(std::string& line, std::string_view name, std::string_view value) {
  line += line.empty() ? '{' : ',';
  AppendJsonString(line, name);
  line += ':';
  AppendJsonString(line, value);
}

}  // namespace

LogFormat DefaultLogFormat() {
  return isatty(STDERR_FILENO) == 1 ? LogFormat::kLogfmt : LogFormat::kJson;
}

void InitLogging(LogFormat format, LogLevel least) {
  log_format = format;
  auto logger = std::make_shared<spdlog::logger>("telltale",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern("%v");  // the line is made by FormatLogLine
  logger->set_level(ToSpdlog(least));
  logger->flush_on(spdlog::level::debug);
  spdlog::set_default_logger(std::move(logger));
}

std::string FormatLogLine(LogFormat format, std::string_view time, LogLevel level,
                          std::string_view component, std::string_view text,
                          std::initializer_list<LogField> fields) {
  const auto append = format == LogFormat::kJson ? AppendJsonField : AppendLogfmt;
  std::string line;
  append(line, "ts", time);
  append(line, "level", LevelName(level));
  append(line, "component", component);
  append(line, "msg", text);
  for (const auto& [name, value] : fields) append(line, name, value);
  if (format == LogFormat::kJson) line += '}';
  return line;
}

void Log(LogLevel level, std::string_view component, std::string_view text,
         std::initializer_list<LogField> fields) {
  if (!spdlog::default_logger_raw()->should_log(ToSpdlog(level))) return;
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  spdlog::default_logger_raw()->log(
      ToSpdlog(level),
      FormatLogLine(log_format, FormatRfc3339(now.count()), level, component, text, fields));
}

void LogOfKafka(int level, std::string_view line) {
  constexpr int kSyslogError = 3;
  Log(level <= kSyslogError ? LogLevel::kWarning : LogLevel::kDebug, "librdkafka", line);
}

void LogOfHttp(std::string_view why) {
  Log(LogLevel::kWarning, "http", "connections wait", {{"because", std::string(why)}});
}

}  // namespace telltale
