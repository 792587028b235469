#include "apps/todo/feeds.h"

#include "apps/todo/access.h"
#include "apps/todo/queries.h"
#include "kernel/auth/secrets.h"

namespace stoa::todo {
namespace {

FeedView seen(const Feed& feed) { return {feed, feed.id, feed.created}; }

Feed own_feed(Read& tx, const User& who, const Id<Feed>& id) {
  Feed feed = tx.get(id);
  if (feed.account != who.account()) throw Refusal{not_found_problem(shape_of<Feed>())};
  return feed;
}

void forget(Write& tx, const std::vector<Feed>& feeds) {
  for (const Feed& feed : feeds) {
    tx.remove(feed.id);
    tx.forget(feed.id, {"account"}, to_string(feed.account));
  }
}

}  // namespace

Page<FeedView> list_feeds(Read& tx, const User& who, const Paging& in) {
  return tx.page<FeedView>(sql::feed_hits, Where("account = $1", who.account()), "-id", in);
}

FeedView get_feed(Read& tx, const User& who, const Id<Feed>& id) {
  return seen(own_feed(tx, who, id));
}

NewFeed add_feed(Write& tx, const User& who, const FeedFields& in) {
  check_named_list(tx, who, in.list, Share::viewer);
  if (tx.count<Feed>("account = $1", who.account()) >= most_feeds) throw limit_reached;
  const std::string secret = auth::make_secret();
  Feed feed{in};
  feed.account = who.account();
  feed.secret_hash = auth::hash_secret(secret);
  return {seen(tx.insert(feed)), "/ics/" + secret + ".ics"};
}

void remove_feed(Write& tx, const User& who, const Id<Feed>& id) {
  own_feed(tx, who, id);
  tx.remove(id);
}

FeedList feed_of(Read& tx, std::string_view secret) {
  if (!auth::is_secret(secret)) throw problems::not_found;
  const auto found = tx.query<Feed>("where secret_hash = $1", auth::hash_secret(secret));
  if (found.empty()) throw problems::not_found;
  const Feed& feed = found.front();
  TaskList list = tx.get(feed.list);
  if (list.removed ||
      !tx.exists<ListMember>("list = $1 and account = $2", feed.list, feed.account)) {
    throw problems::not_found;
  }
  return {feed, std::move(list)};
}

void forget_feeds(Write& tx, const Id<TaskList>& list) {
  forget(tx, tx.query<Feed>("where list = $1", list));
}

void forget_feeds(Write& tx, const AccountId& account) {
  forget(tx, tx.query<Feed>("where account = $1", account));
}

}  // namespace stoa::todo
