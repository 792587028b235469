// An app's header that costs a second in every file.
#pragma once
#include <regex>
