// How far the log must reach is kept beside it, and a log that ends earlier is not opened: RocksDB
// alone would open it without a word.
#include "storage/ack_floor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>

#include "storage/database.h"
#include "storage/event_store.h"
#include "storage/log_end.h"
#include "tests/support/store_submission.h"
#include "tests/support/temporary_directory.h"

namespace oxus::storage {
namespace {

namespace fs = std::filesystem;

using ::oxus::test::MakeEvent;
using ::oxus::test::Records;
using ::oxus::test::TemporaryDirectory;
using ::testing::HasSubstr;

rocksdb::Env& Disk() { return *rocksdb::Env::Default(); }

std::string ReadAll(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void FlipByte(const std::string& path, std::streamoff at) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekg(at);
  const char byte = static_cast<char>(file.get() ^ 1);
  file.seekp(at);
  file.put(byte);
}

class AckFloorFileTest : public ::testing::Test {
 protected:
  void Write(const AckFloor& floor) {
    const auto found = ReadAckFloor(Disk(), directory_.path());
    ASSERT_TRUE(found.ok()) << found.status();
    const auto file = AckFloorFile::Open(Disk(), directory_.path(), *found);
    ASSERT_TRUE(file.ok()) << file.status();
    ASSERT_TRUE((*file)->Write(floor).ok());
  }
  AckFloorSlots Read() const {
    const auto found = ReadAckFloor(Disk(), directory_.path());
    EXPECT_TRUE(found.ok() && found->has_value()) << found.status();
    return found.ok() && *found ? **found : AckFloorSlots();
  }
  std::string Path() const { return directory_.File(kAckFloorFileName); }

  static constexpr std::streamoff kSecondSlot = 4096;

  TemporaryDirectory directory_;
};

TEST_F(AckFloorFileTest, NoFileIsNoFloor) {
  const auto found = ReadAckFloor(Disk(), directory_.path());
  ASSERT_TRUE(found.ok());
  EXPECT_FALSE(found->has_value());
}

TEST_F(AckFloorFileTest, TheNewestIsRead) {
  for (uint64_t sequence = 1; sequence <= 5; ++sequence) {
    Write({sequence, sequence * 10});
    EXPECT_EQ(Read().newest, (AckFloor{sequence, sequence * 10}));
    EXPECT_FALSE(Read().is_damaged);
  }
}

TEST_F(AckFloorFileTest, ATornWriteLeavesTheOneBefore) {
  Write({1, 10});  // the first slot
  Write({2, 20});  // the second
  FlipByte(Path(), kSecondSlot + 12);
  EXPECT_EQ(Read().newest, (AckFloor{1, 10}));
  EXPECT_TRUE(Read().is_damaged);
  // The next goes where the torn one was.
  Write({3, 30});
  EXPECT_EQ(Read().newest, (AckFloor{3, 30}));
  EXPECT_FALSE(Read().is_damaged);
}

TEST_F(AckFloorFileTest, EveryFlippedBitIsNoticed) {
  Write({1, 10});
  const std::string sound = ReadAll(Path());
  for (const std::streamoff at : {std::streamoff{0}, kSecondSlot}) {
    for (std::streamoff byte = 0; byte < 36; ++byte) {
      FlipByte(Path(), at + byte);
      EXPECT_TRUE(Read().is_damaged) << at + byte;
      FlipByte(Path(), at + byte);
    }
  }
  EXPECT_EQ(ReadAll(Path()), sound);
}

TEST_F(AckFloorFileTest, WithoutAReadableSlotItIsDataLoss) {
  Write({1, 10});
  FlipByte(Path(), 0);
  FlipByte(Path(), kSecondSlot);
  EXPECT_EQ(ReadAckFloor(Disk(), directory_.path()).status().code(), absl::StatusCode::kDataLoss);
  fs::resize_file(Path(), 0);
  EXPECT_EQ(ReadAckFloor(Disk(), directory_.path()).status().code(), absl::StatusCode::kDataLoss);
}

class AckFloorTest : public ::testing::Test {
 protected:
  AckFloorTest() { options_.directory = directory_.path(); }

  absl::Status TryOpen() {
    store_.reset();
    auto store = EventStore::Open(options_);
    if (!store.ok()) return store.status();
    store_ = *std::move(store);
    return absl::OkStatus();
  }
  // Each in a commit of its own.
  void Add(int count) {
    for (int i = 0; i < count; ++i) {
      Records records;
      records.AddEvent(MakeEvent(std::to_string(++added_), 1, std::string(200, 'x')));
      ASSERT_TRUE(store_->Apply(records.inputs(), 0).ok());
    }
  }
  void AddAndClose(int count) {
    ASSERT_TRUE(TryOpen().ok());
    Add(count);
    store_.reset();
  }
  fs::path FileThatEndsWith(const std::string& ending) const {
    for (const auto& entry : fs::directory_iterator(directory_.path())) {
      const std::string name = entry.path().filename();
      if (name.size() >= ending.size() &&
          name.compare(name.size() - ending.size(), ending.size(), ending) == 0 &&
          entry.file_size() > 0) {
        return entry.path();
      }
    }
    ADD_FAILURE() << "no file " << ending;
    return {};
  }
  std::map<std::string, std::string> Contents() const {
    std::map<std::string, std::string> contents;
    for (const auto& entry : fs::directory_iterator(directory_.path())) {
      contents[entry.path().filename()] = ReadAll(entry.path());
    }
    return contents;
  }

  TemporaryDirectory directory_;
  StoreOptions options_;
  std::unique_ptr<EventStore> store_;
  int added_ = 0;
};

TEST_F(AckFloorTest, LogThatLostItsEndIsRefusedAndNothingIsChanged) {
  AddAndClose(100);
  const fs::path log = FileThatEndsWith(".log");
  fs::resize_file(log, fs::file_size(log) / 2);
  const auto before = Contents();

  const absl::Status refused = TryOpen();
  EXPECT_EQ(refused.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("all up to 100 had been acknowledged"));
  EXPECT_EQ(Contents(), before);

  // The sequences it names are those that are missing.
  const auto database = Database::OpenReadOnly(options_);
  ASSERT_TRUE(database.ok()) << database.status();
  const uint64_t last = ReadLogEnd(**database)->last_sequence;
  EXPECT_LT(last, 100u);
  EXPECT_THAT(std::string(refused.message()),
              HasSubstr("sequences " + std::to_string(last + 1) + " to 100 are missing"));
}

TEST_F(AckFloorTest, WithoutItRocksDbOpensWhatIsLeftWithoutAWord) {
  AddAndClose(100);
  const fs::path log = FileThatEndsWith(".log");
  fs::resize_file(log, fs::file_size(log) / 2);
  const auto database = Database::Open(options_);
  ASSERT_TRUE(database.ok());
  EXPECT_LT(ReadLogEnd(**database)->last_sequence, 100u);
}

TEST_F(AckFloorTest, LogWhoseFilesAreGoneIsRefused) {
  AddAndClose(3);
  for (const auto& entry : fs::directory_iterator(directory_.path())) {
    const std::string name = entry.path().filename();
    if (name != kAckFloorFileName && name != "FORMAT") fs::remove(entry.path());
  }
  EXPECT_THAT(std::string(TryOpen().message()), HasSubstr("sequences 1 to 3 are missing"));
}

TEST_F(AckFloorTest, CutOffManifestIsRefusedWithItsFilesLeftInPlace) {
  AddAndClose(50);
  // The second opening flushes what was in the write-ahead log.
  AddAndClose(50);
  ASSERT_TRUE(TryOpen().ok());
  store_.reset();
  const fs::path manifest = [&] {
    for (const auto& entry : fs::directory_iterator(directory_.path())) {
      const std::string name = entry.path().filename();
      if (name.rfind("MANIFEST", 0) == 0) return entry.path();
    }
    return fs::path();
  }();
  const auto whole = Contents();
  int refused = 0;
  for (uintmax_t size = fs::file_size(manifest) - 1; size > 0;
       size -= std::min<uintmax_t>(size, 61)) {
    fs::resize_file(manifest, size);
    auto before = Contents();
    const absl::Status opened = TryOpen();
    if (opened.ok()) {
      EXPECT_EQ(store_->GetStats().last_sequence, 100u) << size;
    } else {
      ++refused;
      EXPECT_EQ(Contents(), before) << size;
    }
    store_.reset();
    for (const auto& entry : fs::directory_iterator(directory_.path())) fs::remove(entry.path());
    for (const auto& [name, bytes] : whole) {
      std::ofstream(directory_.File(name), std::ios::binary) << bytes;
    }
  }
  EXPECT_GT(refused, 0);
}

TEST_F(AckFloorTest, AnotherLogOfTheSameLengthIsRefused) {
  AddAndClose(5);
  TemporaryDirectory other;
  options_.directory = other.path();
  added_ = 100;
  AddAndClose(5);
  fs::copy_file(directory_.File(kAckFloorFileName), other.File(kAckFloorFileName),
                fs::copy_options::overwrite_existing);
  const absl::Status refused = TryOpen();
  EXPECT_EQ(refused.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("not the one"));
}

TEST_F(AckFloorTest, WhatWasCommittedAfterItIsNotMissed) {
  ASSERT_TRUE(TryOpen().ok());
  Add(3);
  ASSERT_TRUE(store_->RaiseAckFloor().ok());
  const std::string floor = ReadAll(directory_.File(kAckFloorFileName));
  Add(4);
  // As left by a process that was killed.
  store_.reset();
  std::ofstream(directory_.File(kAckFloorFileName), std::ios::binary) << floor;
  ASSERT_TRUE(TryOpen().ok());
  EXPECT_EQ(store_->GetStats().last_sequence, 7u);
}

TEST_F(AckFloorTest, NothingNewIsNotWritten) {
  ASSERT_TRUE(TryOpen().ok());
  Add(1);
  ASSERT_TRUE(store_->RaiseAckFloor().ok());
  const std::string floor = ReadAll(directory_.File(kAckFloorFileName));
  ASSERT_TRUE(store_->RaiseAckFloor().ok());
  EXPECT_EQ(ReadAll(directory_.File(kAckFloorFileName)), floor);
}

TEST_F(AckFloorTest, FileThatWasTakenAwayIsMissed) {
  AddAndClose(1);
  fs::remove(directory_.File(kAckFloorFileName));
  const absl::Status refused = TryOpen();
  EXPECT_EQ(refused.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("ACKED"));
}

}  // namespace
}  // namespace oxus::storage
