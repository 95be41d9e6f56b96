# Every outside library, found once. All of them are Debian packages; docs/adr says why each is here.
find_package(Threads REQUIRED)
find_package(Protobuf REQUIRED)  # module mode, and before gRPC: Debian ships no protobuf-config
find_package(gRPC CONFIG REQUIRED)
find_package(absl CONFIG REQUIRED)
find_package(RocksDB CONFIG REQUIRED)
find_package(GTest CONFIG REQUIRED)
find_package(benchmark CONFIG REQUIRED)
find_package(simdjson CONFIG REQUIRED)
find_package(spdlog CONFIG REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(Boost CONFIG REQUIRED)
find_package(EXPAT REQUIRED)
find_package(CURL REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(RDKAFKA REQUIRED IMPORTED_TARGET rdkafka)
pkg_check_modules(FYAML REQUIRED IMPORTED_TARGET libfyaml)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)

# Debian's static libxxhash and shared gRPC, RocksDB, absl, protobuf form one coherent set.
set(ABSL_COMMON absl::status absl::statusor absl::strings absl::str_format absl::span
                absl::flat_hash_map absl::flat_hash_set absl::synchronization absl::time)
