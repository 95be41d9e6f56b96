#include "engine/roads/lone_sends.h"

namespace telltale {

bool LoneSends::Begin(const std::string& topic, JobKey job) {
  Topic& line = topics_[topic];
  if (line.one_alone || !line.alone.empty() || !line.behind.empty()) {
    line.behind.push_back(job);
    return false;
  }
  ++line.under_way;
  return true;
}

void LoneSends::End(const std::string& topic) {
  const auto found = topics_.find(topic);
  Topic& line = found->second;
  --line.under_way;
  line.one_alone = false;
  if (line.under_way == 0 && line.alone.empty() && line.behind.empty()) topics_.erase(found);
}

void LoneSends::Repeat(const std::string& topic, JobKey job) {
  topics_[topic].alone.push_back(job);
  End(topic);
}

std::vector<LoneSends::Ready> LoneSends::TakeReady() {
  std::vector<Ready> ready;
  for (auto& [name, line] : topics_) TakeReady(line, ready);
  return ready;
}

void LoneSends::TakeReady(Topic& topic, std::vector<Ready>& ready) {
  if (topic.one_alone) return;
  if (topic.alone.empty()) {
    for (const JobKey job : topic.behind) ready.push_back({job, false});
    topic.under_way += topic.behind.size();
    topic.behind.clear();
  } else if (topic.under_way == 0) {
    ready.push_back({topic.alone.front(), true});
    topic.alone.pop_front();
    topic.under_way = 1;
    topic.one_alone = true;
  }
}

}  // namespace telltale
