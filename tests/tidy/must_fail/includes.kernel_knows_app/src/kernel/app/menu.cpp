#include "apps/library/api.h"
