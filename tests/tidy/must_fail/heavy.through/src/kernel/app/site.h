// Innocent by its name.
#pragma once
#include <boost/json/object.hpp>
