// Time that knows where it is kept.
#pragma once
#include "kernel/store/sql.h"
