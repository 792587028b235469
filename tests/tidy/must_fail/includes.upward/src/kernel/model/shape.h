// A model that knows the store.
#pragma once
#include "kernel/store/sql.h"
