#include "kernel/model/types.h"
