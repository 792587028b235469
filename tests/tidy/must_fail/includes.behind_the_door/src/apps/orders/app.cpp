#include "apps/catalog/model.h"
