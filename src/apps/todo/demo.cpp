#include "apps/todo/demo.h"

#include <initializer_list>

#include "apps/todo/moving.h"
#include "apps/todo/tasks.h"
#include "apps/todo/times.h"

namespace stoa::todo {
namespace {

constexpr int never = 1'000'000;

// A task as it stands below; days are counted from the one on which it is planted.
struct Line {
  const char* title;
  int due = never;
  const char* time = "";  // "T09:00:00", wherever one is
  int priority = 0;
  const char* label = "";
  const char* repeat = "";
  const char* notes = "";
  int done = never;   // so many days ago
  bool part = false;  // of the last one that is none
};

constexpr std::initializer_list<Line> home_lines = {
    {.title = "Birthday present for Jonas",
     .due = 3,
     .priority = 5,
     .label = "family",
     .notes = "He turns eight. Something to build, nothing with batteries."},
    {.title = "Ask what Jonas would like", .done = 1, .part = true},
    {.title = "Order it in the shop on the square", .due = 1, .part = true},
    {.title = "Wrapping paper", .part = true},
    {.title = "Bring the books back to the library", .due = -1, .label = "family"},
    {.title = "Call the dentist", .due = 0, .priority = 1, .label = "health"},
    {.title = "Water the plants", .due = -27, .label = "garden", .repeat = "FREQ=WEEKLY"},
    {.title = "Take out the paper",
     .due = -39,
     .time = "T19:00:00",
     .repeat = "FREQ=WEEKLY;INTERVAL=2"},
    {.title = "Pay the rent",
     .due = -55,
     .priority = 1,
     .label = "money",
     .repeat = "FREQ=MONTHLY"},
    {.title = "Find a plumber for the kitchen tap", .priority = 9},
    {.title = "Read the contract for the new flat", .due = 1, .time = "T18:00:00", .label = "flat"},
    {.title = "Renew the passports", .due = 24, .label = "family", .notes = "Photos first."},
    {.title = "Plant the tulips", .due = 5, .label = "garden"},
    {.title = "Bleed the radiators", .done = 2},
    {.title = "Hand in the tax form", .priority = 1, .label = "money", .done = 6},
    {.title = "Mend the bicycle light", .done = 9},
    {.title = "Winter tyres", .label = "car", .done = 15},
};

constexpr std::initializer_list<Line> work_lines = {
    {.title = "Send the report to Ingrid", .due = 0, .time = "T16:00:00", .priority = 1},
    {.title = "Story hour for the second graders",
     .due = 2,
     .time = "T10:30:00",
     .label = "events",
     .notes = "Twenty-four children and two teachers.\nThe corner by the window, the low chairs."},
    {.title = "Choose three books", .label = "events", .done = 1, .part = true},
    {.title = "Carry the chairs down", .due = 2, .time = "T09:45:00", .part = true},
    {.title = "Empty the return box", .due = -9, .time = "T08:30:00", .repeat = "FREQ=DAILY"},
    {.title = "Review the budget", .due = 4, .priority = 5, .label = "money"},
    {.title = "Order new barcode labels", .due = -2, .label = "supplies"},
    {.title = "Write to the town about the heating", .due = 8},
    {.title = "Weed out the travel guides", .label = "shelves", .notes = "Older than 2015."},
    {.title = "Repair the trolley", .label = "supplies", .done = 3},
    {.title = "Answer the school about the visit", .label = "events", .done = 4},
    {.title = "Stocktaking of the cellar", .label = "shelves", .done = 12},
};

constexpr std::initializer_list<Line> trip_lines = {
    {.title = "Book the train", .due = 1, .priority = 1, .label = "booking"},
    {.title = "Find a room for three", .label = "booking", .done = 2},
    {.title = "What we want to see", .due = 9},
    {.title = "Museum Prinsenhof", .part = true},
    {.title = "The new church, and up its tower", .part = true},
    {.title = "A pottery where one may paint", .part = true},
    {.title = "Borrow the big suitcase from Ada", .due = 10},
    {.title = "Ask the neighbours to feed the cat", .due = 6, .label = "home"},
    {.title = "Agree on a weekend", .done = 5},
};

constexpr std::initializer_list<Line> rob_lines = {
    {.title = "Finish the library book", .due = 0, .label = "reading"},
    {.title = "Go running", .due = -12, .time = "T07:00:00", .repeat = "FREQ=DAILY;INTERVAL=2"},
    {.title = "Call grandmother", .due = -15, .label = "family", .repeat = "FREQ=WEEKLY"},
    {.title = "Sell the old desk", .priority = 9},
    {.title = "Cancel the newspaper", .due = 7, .label = "money"},
    {.title = "New lock for the cellar", .done = 4},
};

constexpr std::initializer_list<Line> ada_lines = {
    {.title = "Try a backup, and its restoring", .due = 0, .priority = 1, .label = "server"},
    {.title = "Look through the log", .due = -20, .label = "server", .repeat = "FREQ=WEEKLY"},
    {.title = "Renew the certificate", .due = 19, .time = "T12:00:00", .label = "server"},
    {.title = "Show Lia how keys are made", .due = 1},
    {.title = "Move to the new machine", .label = "server", .done = 8},
};

// Plants the tasks of one list, one behind the other.
class Planter {
 public:
  Planter(Write& tx, const char* title, const char* color, const AccountId& owner)
      : tx_(tx), today_(date_of(zone_rules("UTC").local(tx.now()))), owner_(owner) {
    TaskList list;
    list.title = std::string(title);
    list.color = std::string(color);
    list_ = tx.insert(list).id;
    share(owner, Share::owner);
  }
  void share(const AccountId& account, Share role) {
    tx_.insert(ListMember{.list = list_, .account = account, .role = role});
  }
  void plant(std::initializer_list<Line> lines) {
    for (const Line& line : lines) plant(line);
  }

 private:
  Timestamp days_ago(int days) const { return tx_.now() - std::chrono::days(days); }
  When day(const Line& line) const { return to_string(Date{today_.days + line.due}) + line.time; }

  void plant(const Line& line) {
    Task task = task_of(line);
    if (line.done != never) set_status(task, Status::completed, days_ago(line.done));
    task = insert_task(tx_, task);
    if (!line.part) whole_ = task.id;
    if (task.repeat) go_through(task);
  }

  Task task_of(const Line& line) const {
    Task task;
    task.list = list_;
    task.author = owner_;
    task.uid = to_string(make_uuid_v7(tx_.now()));
    task.position = place_at_end(tx_, list_);
    task.title = std::string(line.title);
    if (*line.notes) task.notes = std::string(line.notes);
    if (line.priority) task.priority = line.priority;
    if (*line.label) task.labels.emplace_back(line.label);
    if (line.part) task.parent = whole_;
    if (line.due != never) task.due = day(line);
    if (*line.repeat) task.repeat = std::string(line.repeat);
    settle_times(task, nullptr);
    return task;
  }

  // What came up before today was done on its day, but for one that was let pass.
  void go_through(Task task) {
    int times = 0;
    while (task.due_date->days < today_.days) {
      const Completion done =
          tx_.insert(Completion{.task = task.id,
                                .list = list_,
                                .occurrence = *task.due,
                                .outcome = ++times == 2 ? Outcome::skipped : Outcome::done,
                                .account = owner_,
                                .series_start = *task.series_start,
                                .repeat = *task.repeat});
      tx_.run("update completions set created = $1 where id = $2",
              days_ago(today_.days - task.due_date->days), done.id);
      const auto step = step_of(task, tx_.now(), zone_rules("UTC"));
      if (!step) break;
      take_step(task, *step);
    }
    update_task(tx_, task);
  }

  Write& tx_;
  Date today_;
  AccountId owner_;
  Id<TaskList> list_;
  Id<Task> whole_;
};

void introduce(Write& tx, const AccountId& account, const char* name) {
  if (tx.exists<Profile>("account = $1", account)) return;
  Profile profile;
  profile.account = account;
  profile.name = std::string(name);
  tx.insert(profile);
}

struct Three {
  AccountId ada, lia, rob;
};

std::optional<Three> three_of(const DemoPeople& people) {
  const auto ada = people.find("ada"), lia = people.find("lia"), rob = people.find("rob");
  if (ada == people.end() || lia == people.end() || rob == people.end()) return std::nullopt;
  return Three{ada->second, lia->second, rob->second};
}

void plant_all(Write& tx, const Three& who) {
  introduce(tx, who.ada, "Ada");
  introduce(tx, who.lia, "Lia");
  introduce(tx, who.rob, "Rob");
  Planter(tx, "Home", "#3f6fb0", who.lia).plant(home_lines);
  Planter(tx, "Work", "#8a5fb0", who.lia).plant(work_lines);
  Planter(tx, "Home", "#4f8a3d", who.rob).plant(rob_lines);
  Planter(tx, "Server room", "#7a756c", who.ada).plant(ada_lines);
  Planter trip(tx, "Trip to Delft", "#c2603a", who.lia);
  trip.share(who.rob, Share::editor);
  trip.share(who.ada, Share::viewer);
  trip.plant(trip_lines);
}

}  // namespace

void plant_lists(stoa::Task& task, const DemoPeople& people) {
  const auto who = three_of(people);
  if (!who) return;
  task.write([&](Write& tx) {
    const bool there = tx.exists<ListMember>("account = $1 or account = $2 or account = $3",
                                             who->ada, who->lia, who->rob);
    if (!there) plant_all(tx, *who);
  });
}

}  // namespace stoa::todo
