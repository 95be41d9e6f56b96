// JsonDecoder: JSON records as fields, by simdjson's first stage.
//
// A record is walked once, to the end of its root object. Structure, UTF-8, depth and the grammar
// of every number, string and literal are checked everywhere; that a number fits a double and that
// no surrogate stands alone only where a rule reads them. Of duplicate fields the last wins, with
// all that is below it. A byte order mark is refused.
//
// Limits: kMaxRecordBytes, kMaxRecordDepth (the root object is 1).
// Ownership: texts point into the record, or into the decoder, where they live until its next
// Decode().
// Thread safety: as Decoder. Decode() does not allocate once it has seen a record as long.
// Errors: kRecordTooLarge, kRecordTooDeep, kRecordUndecodable.
#ifndef TELLTALE_CONNECTORS_JSON_JSON_DECODER_H_
#define TELLTALE_CONNECTORS_JSON_JSON_DECODER_H_

#include <memory>

#include "engine/base/path.h"
#include "engine/ports/ports.h"

namespace telltale {

// Makes a decoder that fills the slots of `slots`.
std::unique_ptr<Decoder> MakeJsonDecoder(const SlotTable& slots);

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_JSON_JSON_DECODER_H_
