#include "apps/catalog/api.h"
