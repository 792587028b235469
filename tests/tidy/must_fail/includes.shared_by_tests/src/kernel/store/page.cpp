#include "kernel/store/store_testing.h"
