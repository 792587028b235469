#include "../catalog/api.h"
