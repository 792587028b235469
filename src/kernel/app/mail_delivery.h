// One mail on its way: whom it is for, what it says, and what became of it.
//
// Called by the job, on a thread that may wait.
#pragma once

#include "kernel/app/mail_model.h"
#include "kernel/app/mounted.h"

namespace stoa {

// Throws a Refusal when another try may help.
void deliver_mail(const MountedApp& app, const jobs::Run& run, const DeliverMail& job);

// Has nothing sent to an address any more; false when that is so already.
bool suppress(Write& tx, const MailSuppression& suppression);

}  // namespace stoa
