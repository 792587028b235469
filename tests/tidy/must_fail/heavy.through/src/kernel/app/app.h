// What every app sees.
#pragma once
#include "kernel/app/site.h"
