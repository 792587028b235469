#include "apps/todo/app.h"

#include "apps/todo/changes.h"
#include "apps/todo/dav.h"
#include "apps/todo/demo.h"
#include "apps/todo/exchange.h"
#include "apps/todo/feeds.h"
#include "apps/todo/forgetting.h"
#include "apps/todo/ics.h"
#include "apps/todo/invitations.h"
#include "apps/todo/lists.h"
#include "apps/todo/members.h"
#include "apps/todo/moving.h"
#include "apps/todo/profiles.h"
#include "apps/todo/queries.h"
#include "apps/todo/recurring.h"
#include "apps/todo/reminders.h"
#include "apps/todo/tasks.h"
#include "apps/todo/typing.h"

namespace stoa::embedded {
Files todo();
}

namespace stoa::todo {
namespace {

void add_lists(App& app) {
  app.get<&list_lists>("/lists", "List the lists that one shares")
      .post<&add_list>("/lists", "Make a list", {limit_reached})
      .get<&get_list>("/lists/{id}", "One list")
      .patch<&edit_list>("/lists/{id}", "Change a list's title or color", {problems::forbidden})
      .del<&remove_list>("/lists/{id}", "Put a list into the trash", {problems::forbidden})
      .post<&restore_list>("/lists/{id}/restore", "Take a list out of the trash",
                           {problems::forbidden})
      .status(200)
      .get<&export_list>("/lists/{id}/file", "A list as a file, in JSON, CSV or todo.txt")
      .heavy()
      .post<&import_list>("/lists/import", "Make tasks of such a file",
                          {unknown_list, limit_reached, list_is_full, problems::forbidden})
      .upload(most_file_bytes)
      .status(200)
      .get<&list_changes>("/lists/{id}/changes", "What changed in a list since one's copy of it",
                          {copy_too_old});
}

void add_sharing(App& app) {
  app.get<&list_members>("/members", "List who shares one's lists")
      .get<&get_member>("/members/{id}", "One member of a list")
      .patch<&edit_member>("/members/{id}", "Change what a member may do",
                           {last_owner, problems::forbidden})
      .del<&remove_member>("/members/{id}", "Take somebody, or oneself, off a list",
                           {last_owner, problems::forbidden})
      .get<&list_invitations>("/invitations", "List the open invitations to one's lists")
      .post<&add_invitation>("/invitations", "Ask somebody by mail to share a list",
                             {unknown_list, invited_already, limit_reached, problems::forbidden})
      .get<&get_invitation>("/invitations/{id}", "One invitation")
      .del<&remove_invitation>("/invitations/{id}", "Take an invitation back")
      .post<&preview_invitation>("/invitations/preview",
                                 "See what the link of a mail is for, before joining")
      .status(200)
      .post<&accept_invitation>("/invitations/accept", "Join a list by the link of a mail",
                                {invitation_invalid, limit_reached, member_twice})
      .status(200)
      .get<&get_profile>("/me", "How one is called here, and where one is")
      .patch<&edit_profile>("/me", "Change how one is called here, or where one is");
}

void add_tasks(App& app) {
  app.get<&list_tasks>("/tasks", "List tasks of all one's lists")
      .post<&add_task>(
          "/tasks", "Add a task",
          {unknown_list, unknown_task, parts_too_deep, list_is_full, problems::forbidden})
      .imported()
      .post<&add_typed_task>("/typed-tasks", "Add a task as one types it",
                             {unknown_list, list_is_full, problems::forbidden})
      .get<&get_task>("/tasks/{id}", "One task")
      .patch<&edit_task>("/tasks/{id}", "Change a task", {recurs, problems::forbidden})
      .del<&remove_task>("/tasks/{id}", "Put a task and its parts into the trash",
                         {problems::forbidden})
      .post<&restore_task>("/tasks/{id}/restore", "Take a task out of the trash",
                           {problems::forbidden})
      .status(200)
      .post<&move_task>("/tasks/{id}/move", "Put a task somewhere else",
                        {unknown_list, unknown_task, parent_below, parts_too_deep, uid_taken,
                         problems::forbidden})
      .status(200)
      .post<&complete_task>("/tasks/{id}/complete", "Tick a task, or an occurrence of it",
                            {occurrence_needed, occurrence_elsewhere, problems::forbidden})
      .status(200)
      .post<&skip_task>("/tasks/{id}/skip", "Let an occurrence pass, or cancel a task",
                        {occurrence_needed, occurrence_elsewhere, problems::forbidden})
      .status(200)
      .post<&reopen_task>("/tasks/{id}/reopen", "Take back what was done last",
                          {nothing_to_reopen, problems::forbidden})
      .status(200)
      .get<&list_completions>("/completions", "List the occurrences that were done or skipped");
}

void add_feeds(App& app) {
  app.get<&list_feeds>("/feeds", "List one's calendar addresses")
      .post<&add_feed>("/feeds", "Make an address at which calendar programs read a list",
                       {unknown_list, limit_reached})
      .get<&get_feed>("/feeds/{id}", "One calendar address")
      .del<&remove_feed>("/feeds/{id}", "End a calendar address")
      .door<Ics>("/ics", "Lists for calendar programs (iCalendar)")
      .door<Dav>("/dav", "Lists and tasks for calendar programs (CalDAV)")
      .door<DavSignpost>("/.well-known/caldav", "Where calendar programs begin (RFC 6764)");
}

void add_reminders(App& app) {
  app.get<&list_reminders>("/reminders", "List one's reminders")
      .post<&add_reminder>("/reminders", "Be reminded of a task",
                           {unknown_task, reminder_twice, limit_reached})
      .get<&get_reminder>("/reminders/{id}", "One reminder")
      .del<&remove_reminder>("/reminders/{id}", "Not to be reminded")
      .get<&list_notices>("/me/notices", "List what one was reminded of")
      .job<&remind>()
      .mail<Due>();
}

}  // namespace

App app() {
  App app("todo", "Lists of tasks to keep and to share, with what recurs and what is due",
          embedded::todo());
  add_lists(app);
  add_sharing(app);
  add_tasks(app);
  add_reminders(app);
  add_feeds(app);
  app.search("tasks", sql::index_task)
      .unique("members_once", member_twice)
      .unique("invitations_email", invited_already)
      .unique("tasks_uid", uid_taken)
      .unique("reminders_once", reminder_twice)
      .mail<Invited>()
      .every<&drop_old_invitations<Invitation>>(std::chrono::hours(24))
      .every<&empty_trash>(std::chrono::hours(1))
      .people(&export_person, &erase_person)
      .demo(&plant_lists);
  return app;
}

}  // namespace stoa::todo
