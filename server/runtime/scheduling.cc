#include "server/runtime/scheduling.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>

namespace oxus::runtime {
namespace {

// As the kernel has it (sched_setattr(2)): its header cannot be included beside the C library's.
struct SchedulingAttributes {
  uint32_t size = 0;
  uint32_t policy = 0;
  uint64_t flags = 0;
  int32_t nice = 0;
  uint32_t priority = 0;
  uint64_t slice_ns = 0;
  uint64_t deadline_ns = 0;
  uint64_t period_ns = 0;
};

// The shortest that the kernel takes; it gives milliseconds unless asked.
constexpr uint64_t kShortSliceNs = 100'000;

}  // namespace

void AskForShortSlices() {
  SchedulingAttributes attributes;
  // All else stays as it was. A kernel that refuses gives what it gives to all.
  if (syscall(SYS_sched_getattr, 0, &attributes, sizeof(attributes), 0) != 0) return;
  attributes.slice_ns = kShortSliceNs;
  syscall(SYS_sched_setattr, 0, &attributes, 0);
}

void LowerPriority(int niceness) {
  constexpr int kLowest = 19;
  // Linux has a niceness for each thread.
  const auto thread = static_cast<id_t>(syscall(SYS_gettid));
  const int now = getpriority(PRIO_PROCESS, thread);
  setpriority(PRIO_PROCESS, thread, std::min(kLowest, now + std::max(0, niceness)));
}

}  // namespace oxus::runtime
