// JobRouter: the jobs of all loops of a node by one subscription: each goes to the desk of the loop
// that has its partition.
//
//   JobRouter router(jobs, &MakeJsonDecoder, OwnersOf(opened), opened.size());
//   JobDesk desk(router.PortOf(1), ...);   // one for each loop
//
// What says nothing of a partition that is ours goes to the first loop, whose desk leaves it alone
// and counts it. A job is read for its partition by whoever brings it; what it says beyond that is
// its desk's affair.
//
// Thread safety: PortOf() and what it returns: any thread.
#ifndef TELLTALE_ENGINE_RUNTIME_JOB_ROUTER_H_
#define TELLTALE_ENGINE_RUNTIME_JOB_ROUTER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/ports/jobs.h"
#include "engine/runtime/job_reader.h"
#include "engine/runtime/startup.h"

namespace telltale {

// The loop that has a partition, by topic and number.
using Owners = std::map<std::pair<std::string, int32_t>, size_t>;
Owners OwnersOf(const std::vector<Opened>& opened);

class JobRouter {
 public:
  // `jobs` must outlive it.
  JobRouter(Jobs& jobs, const JobReader::MakeDecoder& make_decoder, Owners owners, size_t loops);
  ~JobRouter();
  JobRouter(const JobRouter&) = delete;
  JobRouter& operator=(const JobRouter&) = delete;

  // The jobs of one loop. A type's come once every loop has subscribed to it. Lives as long as the
  // router.
  Jobs& PortOf(size_t loop);

 private:
  class Switch;
  class Port;

  std::shared_ptr<Switch> switch_;  // a late job finds it even when the router is gone
  std::vector<std::unique_ptr<Port>> ports_;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RUNTIME_JOB_ROUTER_H_
