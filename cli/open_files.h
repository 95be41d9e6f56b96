// OpenFiles: how many descriptors the program may have.
//
// Thread safety: none; for main().
#ifndef TELLTALE_CLI_OPEN_FILES_H_
#define TELLTALE_CLI_OPEN_FILES_H_

namespace telltale {

// Takes as many as the system allows. What it gives without being asked, often 1024, is for
// programs that use select(); a store, a client of Kafka and the connections of brokers need more.
void RaiseOpenFiles();

}  // namespace telltale

#endif  // TELLTALE_CLI_OPEN_FILES_H_
