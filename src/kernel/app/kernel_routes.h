// What every app has without a line of its own: batches, imports and exports, sums of its lists,
// its mails and webhooks as administrators see them, and who changed what.
#pragma once

namespace stoa {

class App;

// After the app's own routes are there: exports and sums stand beside its lists.
void add_kernel_routes(App& app);

}  // namespace stoa
