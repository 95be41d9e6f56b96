// HistorySamples: what history shows of itself, as metrics and as reasons for not being ready.
//
// Thread safety: pure function.
#ifndef TELLTALE_ENGINE_ROADS_HISTORY_SAMPLES_H_
#define TELLTALE_ENGINE_ROADS_HISTORY_SAMPLES_H_

#include "engine/roads/history.h"
#include "engine/runtime/snapshot.h"

namespace telltale {

void ShowHistory(const HistoryView& view, Snapshot& snapshot);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_ROADS_HISTORY_SAMPLES_H_
