// What an account has open: its sessions and its API keys, to be seen and to be ended.
//
// Ended means that the next request with it is nobody's.
#pragma once

#include "apps/accounts/model.h"

namespace stoa::accounts {

struct Sessions {
  std::vector<Session> items = {};
};
BOOST_DESCRIBE_STRUCT(Sessions, (), (items))
Sessions list_sessions(Read& tx, const Person& who);
void end_session(Task& task, const Person& who, const Id<Session>& id);
void end_other_sessions(Task& task, const Person& who);

struct ApiKeys {
  std::vector<ApiKey> items = {};
};
BOOST_DESCRIBE_STRUCT(ApiKeys, (), (items))
ApiKeys list_api_keys(Read& tx, const Person& who);

struct NewApiKey : ApiKey {
  std::string key = {};  // shown this once
};
BOOST_DESCRIBE_STRUCT(NewApiKey, (ApiKey), (key))
// It may do what its scopes say and its owner may do, whichever is less, at each request anew.
NewApiKey make_api_key(Write& tx, const Person& who, const ApiKeyFields& in);
void end_api_key(Task& task, const Person& who, const Id<ApiKey>& id);

}  // namespace stoa::accounts
