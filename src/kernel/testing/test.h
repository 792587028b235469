// The test runner's vocabulary: doctest under the names that this project reads as sentences.
#pragma once

#include <doctest/doctest.h>

// A scenario: TEST("library: one copy is lent once") { ... }
#define TEST(sentence) TEST_CASE(sentence)
