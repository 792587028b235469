#include "kernel/app/kernel_routes.h"

#include "kernel/app/aggregates.h"
#include "kernel/app/audit.h"
#include "kernel/app/batch.h"
#include "kernel/app/export.h"
#include "kernel/app/import.h"
#include "kernel/app/mails.h"
#include "kernel/app/webhooks.h"

namespace stoa {

void add_kernel_routes(App& app) {
  add_batch(app);
  add_imports(app);
  add_mails(app);
  add_webhooks(app);
  add_audit(app);
  add_exports(app);
  add_aggregates(app);
}

}  // namespace stoa
