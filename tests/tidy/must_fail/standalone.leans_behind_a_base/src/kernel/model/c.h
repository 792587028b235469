// One of those that make it worth the while.
#pragma once
#include "kernel/model/types.h"
