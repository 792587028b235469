#include "kernel/testing/test.h"
