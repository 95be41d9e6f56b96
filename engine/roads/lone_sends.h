// LoneSends: which records may go to Kafka now, where some of a topic must go alone.
//
//   if (sends.Begin(topic, job)) ...               // send it
//   sends.End(topic);                              // it is reported, or was not sent
//   sends.Repeat(topic, job);                      // likewise, and it is to be sent alone
//   for (const auto& ready : sends.TakeReady()) ...  // send these
//
// A broker refuses a batch as a whole, for its size or for one record that the topic does not take,
// whichever of its records that is. What was in it is sent once more, one after another, with
// nothing else of the topic under way: then a refusal is that record's own. Other topics do not
// wait.
//
// Thread safety: none.
#ifndef TELLTALE_ENGINE_ROADS_LONE_SENDS_H_
#define TELLTALE_ENGINE_ROADS_LONE_SENDS_H_

#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "engine/ports/jobs.h"

namespace telltale {

class LoneSends {
 public:
  // False: it waits, and TakeReady() names it.
  bool Begin(const std::string& topic, JobKey job);
  // REQUIRES, for both: Begin() was true, or TakeReady() named it.
  void End(const std::string& topic);
  void Repeat(const std::string& topic, JobKey job);

  struct Ready {
    JobKey job;
    bool alone = false;
  };
  // In the order in which they wait, those to be sent alone first.
  std::vector<Ready> TakeReady();

 private:
  struct Topic {
    size_t under_way = 0;
    bool one_alone = false;  // it is the one under way
    std::deque<JobKey> alone;
    std::deque<JobKey> behind;
  };

  static void TakeReady(Topic& topic, std::vector<Ready>& ready);

  std::map<std::string, Topic> topics_;  // of which something is under way, or waits
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_ROADS_LONE_SENDS_H_
