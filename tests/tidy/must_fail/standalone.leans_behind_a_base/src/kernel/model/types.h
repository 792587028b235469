// What all include, so that it is read once for them.
#pragma once
