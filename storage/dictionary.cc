#include "storage/dictionary.h"

#include "absl/strings/str_cat.h"
#include "storage/coding.h"

namespace oxus::storage {
namespace {

std::string EncodeKey(DictionaryColumn column, uint32_t code) {
  std::string key(1, static_cast<char>(column));
  return key + BigEndian32(code);
}

}  // namespace

absl::Status Dictionary::Load() {
  const auto it = database_.NewIterator({}, Family::kDictionary);
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    ByteReader key(ToView(it->key()));
    const uint8_t column = key.Byte();
    const uint32_t code = key.Big32();
    if (!key.ok() || !key.empty() || column == 0 || column >= kColumns) {
      return absl::DataLossError("dictionary key unreadable");
    }
    const uint32_t given = Add(static_cast<DictionaryColumn>(column), ToView(it->value()));
    if (given != code) {
      return absl::DataLossError(
          absl::StrCat("dictionary column ", column, ": code ", given, " is missing"));
    }
  }
  return FromRocksDb(it->status(), "reading the dictionary");
}

uint32_t Dictionary::Add(DictionaryColumn column, std::string_view text) {
  absl::MutexLock lock(&mutex_);
  Column& c = columns_[static_cast<size_t>(column)];
  c.texts.emplace_back(text);
  const uint32_t code = static_cast<uint32_t>(c.texts.size());
  c.codes.emplace(c.texts.back(), code);
  return code;
}

uint32_t Dictionary::Code(DictionaryColumn column, std::string_view text) {
  if (text.empty()) return 0;
  const auto& codes = columns_[static_cast<size_t>(column)].codes;
  if (const auto it = codes.find(text); it != codes.end()) return it->second;
  const uint32_t code = Add(column, text);
  fresh_.push_back({column, code});
  return code;
}

absl::Status Dictionary::Persist(rocksdb::WriteBatch& batch) {
  for (const Fresh& fresh : fresh_) {
    const rocksdb::Status put =
        batch.Put(database_.family(Family::kDictionary), EncodeKey(fresh.column, fresh.code),
                  ToSlice(Text(fresh.column, fresh.code)));
    if (!put.ok()) return FromRocksDb(put, "writing the dictionary");
  }
  fresh_.clear();
  return absl::OkStatus();
}

std::string_view Dictionary::Text(DictionaryColumn column, uint32_t code) const {
  absl::ReaderMutexLock lock(&mutex_);
  const Column& c = columns_[static_cast<size_t>(column)];
  if (code == 0 || code > c.texts.size()) return {};
  return c.texts[code - 1];
}

size_t Dictionary::size(DictionaryColumn column) const {
  absl::ReaderMutexLock lock(&mutex_);
  return columns_[static_cast<size_t>(column)].texts.size();
}

}  // namespace oxus::storage
