// sql FILE: runs the SQL on standard input against FILE and prints what it selects, with a few
// functions that made-up rows need. Everything is a function of n, so that two runs make the same.
//   uuid7(kind, n)  a UUIDv7 that counts up with n      uuid_text(blob)   as it is written
//   isbn13(n), isbn10(n)  of the same book               iso(micros)       RFC 3339
//   spread(n, m)    a number below m, the same for n     phrase(n)         a title
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint64_t mix(uint64_t x) {  // splitmix64's finaliser
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

static void uuid7(sqlite3_context* out, int count, sqlite3_value** in) {
  (void)count;
  const uint64_t kind = (uint64_t)sqlite3_value_int64(in[0]);
  const uint64_t n = (uint64_t)sqlite3_value_int64(in[1]);
  const uint64_t ms = 1700000000000u + n * 17;
  const uint64_t high = ms << 16 | 0x7000 | (mix(n ^ kind << 40) & 0xfff);
  const uint64_t low = 1ull << 63 | mix(mix(n) + kind) >> 2;
  unsigned char bytes[16];
  for (int i = 0; i < 8; ++i) {
    bytes[i] = (unsigned char)(high >> (56 - 8 * i));
    bytes[8 + i] = (unsigned char)(low >> (56 - 8 * i));
  }
  sqlite3_result_blob(out, bytes, 16, SQLITE_TRANSIENT);
}

static void uuid_text(sqlite3_context* out, int count, sqlite3_value** in) {
  (void)count;
  const unsigned char* bytes = sqlite3_value_blob(in[0]);
  if (!bytes || sqlite3_value_bytes(in[0]) != 16) return;
  char text[37], *to = text;
  for (int i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) *to++ = '-';
    to += sprintf(to, "%02x", bytes[i]);
  }
  sqlite3_result_text(out, text, 36, SQLITE_TRANSIENT);
}

static void isbn13(sqlite3_context* out, int count, sqlite3_value** in) {
  (void)count;
  char text[32];
  snprintf(text, sizeof text, "978%09lld", (long long)sqlite3_value_int64(in[0]) % 1000000000);
  int sum = 0;
  for (int i = 0; i < 12; ++i) sum += (text[i] - '0') * (i % 2 ? 3 : 1);
  text[12] = (char)('0' + (10 - sum % 10) % 10);
  sqlite3_result_text(out, text, 13, SQLITE_TRANSIENT);
}

static void isbn10(sqlite3_context* out, int count, sqlite3_value** in) {
  (void)count;
  char text[32];
  snprintf(text, sizeof text, "%09lld", (long long)sqlite3_value_int64(in[0]) % 1000000000);
  int sum = 0;
  for (int i = 0; i < 9; ++i) sum += (text[i] - '0') * (10 - i);
  const int check = (11 - sum % 11) % 11;
  text[9] = check == 10 ? 'X' : (char)('0' + check);
  sqlite3_result_text(out, text, 10, SQLITE_TRANSIENT);
}

static void spread(sqlite3_context* out, int count, sqlite3_value** in) {
  (void)count;
  const uint64_t below = (uint64_t)sqlite3_value_int64(in[1]);
  sqlite3_result_int64(out, (sqlite3_int64)(mix((uint64_t)sqlite3_value_int64(in[0])) % below));
}

// As Stoa writes an instant: microseconds, without the noughts at the end.
static void iso(sqlite3_context* out, int count, sqlite3_value** in) {
  (void)count;
  const sqlite3_int64 micros = sqlite3_value_int64(in[0]);
  const time_t seconds = (time_t)(micros / 1000000);
  struct tm tm;
  gmtime_r(&seconds, &tm);
  char text[64];
  size_t size = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm);
  if (micros % 1000000) {
    size += (size_t)snprintf(text + size, 16, ".%06d", (int)(micros % 1000000));
    while (text[size - 1] == '0') --size;
  }
  text[size++] = 'Z';
  sqlite3_result_text(out, text, (int)size, SQLITE_TRANSIENT);
}

static void phrase(sqlite3_context* out, int count, sqlite3_value** in) {
  (void)count;
  static const char* const how[] = {"silent", "burning", "last",    "hidden", "golden",  "broken",
                                    "winter", "second",  "distant", "blue",   "patient", "iron"};
  static const char* const what[] = {"garden",  "harbour", "letter", "machine", "orchard", "mirror",
                                     "voyage",  "library", "winter", "señora",  "city",    "river",
                                     "theorem", "kitchen", "empire", "café"};
  static const char* const whose[] = {"the north",    "my mother", "Athens", "no return",
                                      "small things", "the moon",  "glass",  "Córdoba"};
  const uint64_t x = mix((uint64_t)sqlite3_value_int64(in[0]));
  char text[128];
  snprintf(text, sizeof text, "The %s %s of %s", how[x % 12], what[(x >> 8) % 16],
           whose[(x >> 16) % 8]);
  sqlite3_result_text(out, text, -1, SQLITE_TRANSIENT);
}

static int print_row(void* unused, int count, char** values, char** names) {
  (void)unused, (void)names;
  for (int i = 0; i < count; ++i) printf("%s%s", i ? "\t" : "", values[i] ? values[i] : "");
  putchar('\n');
  return 0;
}

static char* read_all(FILE* from) {
  size_t size = 0, room = 1 << 16;
  char* text = malloc(room);
  for (size_t got; text && (got = fread(text + size, 1, room - size - 1, from)) > 0;) {
    size += got;
    if (room - size < 2) text = realloc(text, room *= 2);
  }
  if (text) text[size] = 0;
  return text;
}

int main(int argc, char** argv) {
  sqlite3* db;
  if (argc != 2 || sqlite3_open(argv[1], &db) != SQLITE_OK) {
    fprintf(stderr, "usage: sql FILE <SCRIPT\n");
    return 2;
  }
  const int pure = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
  sqlite3_create_function(db, "uuid7", 2, pure, NULL, uuid7, NULL, NULL);
  sqlite3_create_function(db, "uuid_text", 1, pure, NULL, uuid_text, NULL, NULL);
  sqlite3_create_function(db, "isbn13", 1, pure, NULL, isbn13, NULL, NULL);
  sqlite3_create_function(db, "isbn10", 1, pure, NULL, isbn10, NULL, NULL);
  sqlite3_create_function(db, "spread", 2, pure, NULL, spread, NULL, NULL);
  sqlite3_create_function(db, "iso", 1, pure, NULL, iso, NULL, NULL);
  sqlite3_create_function(db, "phrase", 1, pure, NULL, phrase, NULL, NULL);
  char* error = NULL;
  char* script = read_all(stdin);
  if (!script || sqlite3_exec(db, script, print_row, NULL, &error) != SQLITE_OK) {
    fprintf(stderr, "sql: %s\n", error ? error : "no memory");
    return 1;
  }
  free(script);
  return sqlite3_close(db) != SQLITE_OK;
}
