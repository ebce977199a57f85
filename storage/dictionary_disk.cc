// The part of the dictionary that knows the database.
#include "absl/strings/str_cat.h"
#include "storage/coding.h"
#include "storage/database.h"
#include "storage/dictionary.h"

namespace oxus::storage {
namespace {

std::string EncodeKey(DictionaryColumn column, uint32_t code) {
  std::string key(1, static_cast<char>(column));
  return key + BigEndian32(code);
}

}  // namespace

absl::Status Dictionary::Load(const Database& database) {
  const auto it = database.NewIterator({}, Family::kDictionary);
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    ByteReader key(ToView(it->key()));
    const uint8_t column = key.Byte();
    const uint32_t code = key.Big32();
    if (!key.ok() || !key.empty() || column == 0 || column >= kDictionaryColumns) {
      return absl::DataLossError("dictionary key unreadable");
    }
    const std::string_view text = ToView(it->value());
    const uint32_t given = Add(static_cast<DictionaryColumn>(column), text);
    if (given != code) {
      return absl::DataLossError(
          absl::StrCat("dictionary column ", column, ": code ", given, " is missing"));
    }
  }
  return FromRocksDb(it->status(), "reading the dictionary");
}

absl::Status Dictionary::Persist(const Database& database, rocksdb::WriteBatch& batch) {
  for (const auto& [column, code] : fresh_) {
    const rocksdb::Status put = batch.Put(database.family(Family::kDictionary),
                                          EncodeKey(column, code), ToSlice(Text(column, code)));
    if (!put.ok()) return FromRocksDb(put, "writing the dictionary");
  }
  fresh_.clear();
  return absl::OkStatus();
}

}  // namespace oxus::storage
