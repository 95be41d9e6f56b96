// TableView: a key table as values, for tests: compare what was recovered with what was alive.
//
//   EXPECT_EQ(ViewOf(recovered), ViewOf(live));
#ifndef TELLTALE_ENGINE_TABLE_TABLE_VIEW_H_
#define TELLTALE_ENGINE_TABLE_TABLE_VIEW_H_

#include <ostream>
#include <string>
#include <vector>

#include "engine/table/key_table.h"

namespace telltale {

struct KeyRow {
  KeyTable::KeySlot slot = 0;
  KeyHash hash;
  std::string text;
  std::string head;
  std::string tail;
  friend bool operator==(const KeyRow&, const KeyRow&) = default;
  friend std::ostream& operator<<(std::ostream& out, const KeyRow& row) {
    return out << row.slot << ":" << row.text;
  }
};

// All live keys by rising slot.
inline std::vector<KeyRow> ViewOf(const KeyTable& table) {
  std::vector<KeyRow> rows;
  for (KeyTable::KeySlot slot = 0; slot < table.slots(); ++slot) {
    if (!table.IsLive(slot)) continue;
    const KeyView key = table.At(slot);
    rows.push_back({slot, table.HashAt(slot), std::string(table.TextAt(slot)),
                    std::string(reinterpret_cast<const char*>(&key.head), sizeof(key.head)),
                    std::string(reinterpret_cast<const char*>(key.tail.data()), key.tail.size())});
  }
  return rows;
}

}  // namespace telltale

#endif  // TELLTALE_ENGINE_TABLE_TABLE_VIEW_H_
