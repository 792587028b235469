// create_loop FILE SECONDS BATCH: the ceiling of durable creates, with no server around it.
//
// Writes authors as POST /api/library/authors does (the row, its index, its words in the search
// table), BATCH rows to a transaction, synchronous=FULL, for SECONDS. BATCH may have a fraction:
// the sizes then alternate so that their mean is BATCH. FILE has Stoa's own schema.
// Prints: writes, seconds, commits, CPU microseconds, p50 and p99 of a commit in microseconds.
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

enum { most_commits = 1 << 20 };
static sqlite3* db;
static float* commit_us;

static void check(int code) {
  if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return;
  fprintf(stderr, "create_loop: %s\n", sqlite3_errmsg(db));
  exit(1);
}

static double now_us(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static sqlite3_stmt* prepare(const char* sql) {
  sqlite3_stmt* statement = NULL;
  check(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL));
  return statement;
}

static void run(sqlite3_stmt* statement) {
  check(sqlite3_step(statement));
  check(sqlite3_reset(statement));
}

static uint64_t random64(void) {  // xorshift64*
  static uint64_t x = 0;
  if (!x) x = (uint64_t)time(NULL) << 20 | 1;
  x ^= x >> 12, x ^= x << 25, x ^= x >> 27;
  return x * 0x2545f4914f6cdd1du;
}

static void make_id(unsigned char* id, uint64_t micros) {
  const uint64_t high = (micros / 1000) << 16 | 0x7000 | (micros % 1000) * 4096 / 1000;
  const uint64_t low = 1ull << 63 | random64() >> 2;
  for (int i = 0; i < 8; ++i) {
    id[i] = (unsigned char)(high >> (56 - 8 * i));
    id[8 + i] = (unsigned char)(low >> (56 - 8 * i));
  }
}

// The row of Stoa's _log: the record as JSON, under its id in hexadecimal, and who made it.
static void write_log(sqlite3_stmt* log, const unsigned char* id, const char* name,
                      const char* about, sqlite3_int64 micros) {
  char key[37], payload[400];
  int at = 0;
  for (int i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) key[at++] = '-';
    at += snprintf(key + at, 3, "%02x", id[i]);
  }
  const int size = snprintf(payload, sizeof payload,
                            "{\"id\":\"%s\",\"name\":\"%s\",\"about\":\"%s\",\"version\":1,"
                            "\"created\":\"2026-01-01T12:00:00.123456Z\","
                            "\"updated\":\"2026-01-01T12:00:00.123456Z\"}",
                            key, name, about);
  sqlite3_bind_int64(log, 1, micros);
  sqlite3_bind_text(log, 2, key, 36, SQLITE_STATIC);
  sqlite3_bind_text(log, 3, payload, size, SQLITE_STATIC);
  run(log);
}

static void write_author(sqlite3_stmt* insert, sqlite3_stmt* index, sqlite3_stmt* log) {
  const uint64_t micros = (uint64_t)now_us(CLOCK_REALTIME);
  unsigned char id[16];
  make_id(id, micros);
  char name[64], about[128];
  const unsigned number = (unsigned)(random64() % 100000000);
  const int name_size = snprintf(name, sizeof name, "Author %08u", number);
  const int about_size = snprintf(about, sizeof about,
                                  "Born in %u, wrote %u books about the sea and one about nothing.",
                                  1800 + number % 200, number % 90);
  sqlite3_bind_blob(insert, 1, id, 16, SQLITE_STATIC);
  sqlite3_bind_text(insert, 2, name, name_size, SQLITE_STATIC);
  sqlite3_bind_text(insert, 3, about, about_size, SQLITE_STATIC);
  sqlite3_bind_int64(insert, 4, (sqlite3_int64)micros);
  run(insert);
  if (log) write_log(log, id, name, about, (sqlite3_int64)micros);
  if (!index) return;
  sqlite3_bind_blob(index, 1, id, 16, SQLITE_STATIC);
  run(index);
}

static int by_size(const void* a, const void* b) {
  const float x = *(const float*)a, y = *(const float*)b;
  return (x > y) - (x < y);
}

// The writer of Stoa is asked to be near this; so is whatever makes the loop faster set here.
static void open_database(const char* file) {
  check(sqlite3_open(file, &db));
  check(sqlite3_exec(db,
                     "pragma journal_mode = wal; pragma synchronous = full;"
                     "pragma wal_autocheckpoint = 8000; pragma temp_store = memory;"
                     "pragma foreign_keys = on",
                     NULL, NULL, NULL));
}

int main(int argc, char** argv) {
  const double seconds = argc == 4 ? atof(argv[2]) : 0, batch = argc == 4 ? atof(argv[3]) : 0;
  if (seconds <= 0 || batch < 1) {
    fprintf(stderr, "usage: create_loop FILE SECONDS BATCH\n");
    return 2;
  }
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  open_database(argv[1]);
  sqlite3_stmt* const begin = prepare("begin immediate");
  sqlite3_stmt* const commit = prepare("commit");
  sqlite3_stmt* const insert = prepare(
      "insert into authors (id, name, about, version, created, updated)"
      " values (?1, ?2, ?3, 1, ?4, ?4)");
  sqlite3_stmt* index = NULL;
  if (sqlite3_table_column_metadata(db, NULL, "authors_search", "name", NULL, NULL, NULL, NULL,
                                    NULL) == SQLITE_OK)
    index = prepare(
        "insert or replace into authors_search (rowid, name)"
        " select rowid, name from authors where id = ?1");
  sqlite3_stmt* log = NULL;
  if (sqlite3_table_column_metadata(db, NULL, "_log", "payload", NULL, NULL, NULL, NULL, NULL) ==
      SQLITE_OK)
    log = prepare(
        "insert into _log (at, actor, kind, key, entity, operation, payload, trace)"
        " values (?1, '01890000-0000-7000-8000-000000000000', 'change', ?2, 'authors', 'insert', ?3, 'a1b2c3d4e5f6a')");

  commit_us = malloc(most_commits * sizeof *commit_us);
  const double start = now_us(CLOCK_MONOTONIC), end = start + seconds * 1e6;
  double now = start;
  uint64_t writes = 0;
  int commits = 0;
  while (now < end && commits < most_commits) {
    run(begin);
    do write_author(insert, index, log), ++writes;
    while ((double)writes < batch * (commits + 1));
    run(commit);
    const double then = now;
    now = now_us(CLOCK_MONOTONIC);
    commit_us[commits++] = (float)(now - then);
  }
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  const double cpu = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 +
                     (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
  qsort(commit_us, (size_t)commits, sizeof *commit_us, by_size);
  printf("%llu %.3f %d %.0f %.0f %.0f\n", (unsigned long long)writes, (now - start) / 1e6, commits,
         cpu, (double)commit_us[commits / 2], (double)commit_us[commits * 99 / 100]);
  return 0;
}
