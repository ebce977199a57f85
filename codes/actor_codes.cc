#include "codes/actor_codes.h"

#include "codes/code_index.h"
#include "codes/code_tables.h"

namespace oxus::codes {

const CameoActorCountry* FindCameoActorCountry(std::string_view code) {
  static const CodeIndex index(CameoActorCountries(),
                               [](const CameoActorCountry& row) { return row.code; });
  const int row = index.Find(code);
  return row == CodeIndex::kNone ? nullptr : &CameoActorCountries()[row];
}

const CameoActorRole* FindCameoActorRole(std::string_view code) {
  static const CodeIndex index(CameoActorRoles(),
                               [](const CameoActorRole& row) { return row.code; });
  const int row = index.Find(code);
  return row == CodeIndex::kNone ? nullptr : &CameoActorRoles()[row];
}

const CameoGroup* FindCameoGroup(std::string_view code) {
  static const CodeIndex index(CameoGroups(), [](const CameoGroup& row) { return row.code; });
  const int row = index.Find(code);
  return row == CodeIndex::kNone ? nullptr : &CameoGroups()[row];
}

}  // namespace oxus::codes
