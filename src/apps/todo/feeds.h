// A list as a calendar that programs subscribe to: /ics/<secret>.ics, the tasks as VTODOs, and
// /ics/<secret>/events.ics, what is due as VEVENTs, for the programs that show no tasks.
//
// The address is the secret: 256 random bits, kept as a hash and shown once. It is good as long as
// whoever made it shares the list.
#pragma once

#include "apps/todo/model.h"

namespace stoa::todo {

inline constexpr std::int64_t most_feeds = 200;  // of one person

struct FeedFields {
  Id<TaskList> list = {};
};
BOOST_DESCRIBE_STRUCT(FeedFields, (), (list))

struct Feed : FeedFields {
  static constexpr auto table = "feeds";
  Id<Feed> id = {};
  AccountId account = {};
  std::string secret_hash = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Feed, (FeedFields), (id, account, secret_hash, version, created, updated))

struct FeedView : FeedFields {
  Id<Feed> id = {};
  Timestamp created = {};
};
BOOST_DESCRIBE_STRUCT(FeedView, (FeedFields), (id, created))

struct NewFeed : FeedView {
  std::string path = {};  // behind the server's own address; it is not shown again
};
BOOST_DESCRIBE_STRUCT(NewFeed, (FeedView), (path))

Page<FeedView> list_feeds(Read& tx, const User& who, const Paging& in);
FeedView get_feed(Read& tx, const User& who, const Id<Feed>& id);
NewFeed add_feed(Write& tx, const User& who, const FeedFields& in);
void remove_feed(Write& tx, const User& who, const Id<Feed>& id);

// The feed of a secret and its list. Throws not_found, also when its maker left the list.
struct FeedList {
  Feed feed;
  TaskList list;
};
FeedList feed_of(Read& tx, std::string_view secret);

// What there is of them for a list that is forgotten, or for a person who leaves.
void forget_feeds(Write& tx, const Id<TaskList>& list);
void forget_feeds(Write& tx, const AccountId& account);

}  // namespace stoa::todo
