#include "kernel/store/transaction.h"
