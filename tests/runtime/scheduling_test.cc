#include "server/runtime/scheduling.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <thread>

namespace oxus::runtime {
namespace {

// The beginning of what sched_getattr(2) fills in.
struct Attributes {
  uint32_t size = 0;
  uint32_t policy = 0;
  uint64_t flags = 0;
  int32_t nice = 0;
  uint32_t priority = 0;
  uint64_t slice_ns = 0;
  uint64_t deadline_ns = 0;
  uint64_t period_ns = 0;
};

Attributes AttributesOfThisThread() {
  Attributes attributes;
  EXPECT_EQ(syscall(SYS_sched_getattr, 0, &attributes, sizeof(attributes), 0), 0);
  return attributes;
}

// Of a thread of its own, whose end ends its attributes.
template <typename Test>
void OnAThread(const Test& test) {
  std::thread thread(test);
  thread.join();
}

TEST(TimeSlice, IsNoLongerAndAllElseStays) {
  OnAThread([] {
    constexpr int kNice = 5;
    const auto thread = static_cast<id_t>(syscall(SYS_gettid));
    ASSERT_EQ(setpriority(PRIO_PROCESS, thread, kNice), 0);
    const Attributes before = AttributesOfThisThread();
    AskForShortSlices();
    const Attributes after = AttributesOfThisThread();
    EXPECT_EQ(after.nice, kNice);
    EXPECT_EQ(after.policy, before.policy);
    // A kernel that does not know of it says 0; slices may have been short before.
    EXPECT_LE(after.slice_ns, before.slice_ns);
  });
}

TEST(TimeSlice, IsThatOfTheThreadAlone) {
  OnAThread([] {
    const auto other = AttributesOfThisThread().slice_ns;
    OnAThread([] { AskForShortSlices(); });
    EXPECT_EQ(AttributesOfThisThread().slice_ns, other);
  });
}

int NicenessOfThisThread() {
  return getpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)));
}

TEST(Priority, IsLoweredByTheNicenessAsFarAsItGoes) {
  OnAThread([] {
    const int before = NicenessOfThisThread();
    LowerPriority(0);
    EXPECT_EQ(NicenessOfThisThread(), before);
    LowerPriority(-3);
    EXPECT_EQ(NicenessOfThisThread(), before);
    LowerPriority(3);
    EXPECT_EQ(NicenessOfThisThread(), std::min(before + 3, 19));
    LowerPriority(19);
    EXPECT_EQ(NicenessOfThisThread(), 19);
  });
}

TEST(Priority, IsThatOfTheThreadAlone) {
  OnAThread([] {
    const int other = NicenessOfThisThread();
    OnAThread([] { LowerPriority(5); });
    EXPECT_EQ(NicenessOfThisThread(), other);
  });
}

}  // namespace
}  // namespace oxus::runtime
