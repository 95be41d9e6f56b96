// JsonDecoder: JSON records as fields, by simdjson.
//
// A record is walked once to the end of its root object. Structure, UTF-8 and depth are checked
// everywhere; texts and numbers only where a rule reads them. Of duplicate fields the last wins.
//
// Thread safety and ownership: as Decoder; texts live until the next Decode().
#ifndef TELLTALE_CONNECTORS_JSON_JSON_DECODER_H_
#define TELLTALE_CONNECTORS_JSON_JSON_DECODER_H_

#include <memory>

#include "engine/base/path.h"
#include "engine/runtime/ports.h"

namespace telltale {

// Makes a decoder that fills the slots of `slots`.
std::unique_ptr<Decoder> MakeJsonDecoder(const SlotTable& slots);

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_JSON_JSON_DECODER_H_
