// Story: one episode, told from what the workflow engine was told.
//
// Thread safety: pure functions.
#ifndef TELLTALE_CLI_DEMO_STORY_H_
#define TELLTALE_CLI_DEMO_STORY_H_

#include <string>
#include <vector>

#include "connectors/zeebe_fake/broker_model.h"

namespace telltale {

// The story of the episode with the most bad events among those that ended with their back; empty
// if none did. Lines end with a newline.
std::string TellStory(const std::vector<BrokerModel::Instance>& instances);

}  // namespace telltale

#endif  // TELLTALE_CLI_DEMO_STORY_H_
