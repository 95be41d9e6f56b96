// ContractProcess: the process models that the contract deploys on a real broker.
#ifndef TELLTALE_TESTS_CONTRACT_CONTRACT_PROCESS_H_
#define TELLTALE_TESTS_CONTRACT_CONTRACT_PROCESS_H_

#include <string_view>

namespace telltale {

// Job types of the models' tasks.
inline constexpr char kWorkJob[] = "contract.work";      // an instance is in its task
inline constexpr char kNormalJob[] = "contract.normal";  // it was interrupted by a back
inline constexpr char kFenceJob[] = "contract.fence";    // what came before has had its effect
inline constexpr char kFenceName[] = "contract-fence";

// BPMN: a message start, a task, an interrupting event subprocess with a task of its own.
std::string_view ContractProcess();
// The same with a gate before the task and an ended job behind it.
std::string_view GatedProcess();
// BPMN: a message start and a task. A partition works in order, so once the task's job is there,
// the effects of everything that the partition took before are there too.
std::string_view FenceProcess();

}  // namespace telltale

#endif  // TELLTALE_TESTS_CONTRACT_CONTRACT_PROCESS_H_
