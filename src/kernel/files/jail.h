// Takes away from this process all that reading, computing and writing does not need.
//
// For a child that handles other people's bytes; called once, before them, on its only thread.
#pragma once

namespace stoa::files {

// From here on: ten seconds of processor time, half a gigabyte of memory, and of the system's calls
// only those that read and write what is open, ask for memory and end the process.
void lock_up();

}  // namespace stoa::files
