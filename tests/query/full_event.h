#pragma once

#include "oxus/v1/event.pb.h"

namespace oxus::test {

// An incident and a contact that between them state every field of the model.
v1::Event FullIncident();
v1::Event FullContact();

}  // namespace oxus::test
