// A disk whose power can fail: what was written but not synced is gone when the process dies.
//
// A kill -9 leaves the system's page cache whole and so says nothing about fsync. Behind this
// SQLite VFS, named "lossy", the writes of a database, its write-ahead log and its journal stay in
// the process until xSync hands them to the file below: the death of the process is the power cut.
//
// For the crash tests only (the setting store.vfs = "lossy"). It belongs to the process for good;
// any thread, any number of connections. Another process must not open the same database at the
// same time: it would not see what is not synced.
#pragma once

namespace stoa::store {

// Makes the name "lossy" known to SQLite; once is enough, again does no harm.
void register_lossy_vfs();

}  // namespace stoa::store
