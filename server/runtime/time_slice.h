#pragma once

namespace oxus::runtime {

// Has the kernel run this thread in short slices of the processor: where more threads want to run
// than there are processors, it gets its turn soon after it wakes up, and no larger share. For
// threads that somebody waits for while others have work for long. Without effect before
// Linux 6.12.
void AskForShortSlices();

}  // namespace oxus::runtime
