#pragma once

namespace oxus::runtime {

// How the kernel shares out the processors where more threads want to run than there are. Each
// concerns the calling thread alone.

// Short slices: the thread gets its turn soon after it wakes up, and no larger share. For threads
// that somebody waits for while others have work for long. Without effect before Linux 6.12.
void AskForShortSlices();

// A smaller share, by a niceness from 0 (no change) to 19 as nice(1) has it: each step takes about
// a fifth off the weight. Never raises what the process was given.
void LowerPriority(int niceness);

}  // namespace oxus::runtime
