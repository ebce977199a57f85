#include "server/ingest/free_space.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace oxus::ingest {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr uint64_t kMib = 1 << 20;
constexpr uint64_t kGib = 1 << 30;

FreeSpaceFloor::Measure Free(uint64_t available, uint64_t size) {
  return [=] { return DiskSpace{size, available}; };
}

TEST(FreeSpaceFloor, AtTheFloorThereIsRoom) {
  EXPECT_TRUE(FreeSpaceFloor(100 * kMib, Free(100 * kMib, kGib)).Check().ok());
}

TEST(FreeSpaceFloor, BelowItTheAnswerNamesLimitActualAndRemedy) {
  const absl::Status full = FreeSpaceFloor(100 * kMib, Free(99 * kMib, kGib)).Check();
  EXPECT_EQ(full.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(full.message()),
              AllOf(HasSubstr("99 MiB are free"), HasSubstr("min_free_mib keeps 100 MiB"),
                    HasSubstr("free space and send it again")));
}

TEST(FreeSpaceFloor, UnsetItIsAGibOrAFiftiethOfALargeDisk) {
  EXPECT_TRUE(FreeSpaceFloor(0, Free(kGib, 10 * kGib)).Check().ok());
  EXPECT_FALSE(FreeSpaceFloor(0, Free(kGib - 1, 10 * kGib)).Check().ok());
  EXPECT_TRUE(FreeSpaceFloor(0, Free(20 * kGib, 1000 * kGib)).Check().ok());
  EXPECT_FALSE(FreeSpaceFloor(0, Free(20 * kGib - 1, 1000 * kGib)).Check().ok());
}

TEST(FreeSpaceFloor, ADiskThatDoesNotSayIsWrittenTo) {
  const auto silent = [] { return absl::UnavailableError("no idea"); };
  EXPECT_TRUE(FreeSpaceFloor(kMib, silent).Check().ok());
}

TEST(DiskSpaceAt, IsThatOfTheFileSystem) {
  const auto space = DiskSpaceAt("/");
  ASSERT_TRUE(space.ok());
  EXPECT_GT(space->size, 0u);
  EXPECT_LE(space->available, space->size);
  EXPECT_FALSE(DiskSpaceAt("/no/such/place").ok());
}

}  // namespace
}  // namespace oxus::ingest
