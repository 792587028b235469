// PocketBase as its guide "extend with Go" has it, with one setting changed: what it acknowledges is
// on the disk. Its own default, synchronous = NORMAL, may lose the last commits with the power;
// BENCH_SYNCHRONOUS=NORMAL brings it back.
package main

import (
	"log"
	"os"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase"
	_ "modernc.org/sqlite"
)

// All but synchronous as in core.DefaultDBConnect of this release.
const pragmas = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=journal_size_limit(200000000)" +
	"&_pragma=synchronous(FULL)&_pragma=foreign_keys(ON)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-32000)"

func connect(path string) (*dbx.DB, error) {
	mode := os.Getenv("BENCH_SYNCHRONOUS")
	if mode == "" {
		mode = "FULL"
	}
	return dbx.Open("sqlite", path+strings.Replace(pragmas, "FULL", mode, 1))
}

func main() {
	if err := pocketbase.NewWithConfig(pocketbase.Config{DBConnect: connect}).Start(); err != nil {
		log.Fatal(err)
	}
}
