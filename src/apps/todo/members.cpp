#include "apps/todo/members.h"

#include "apps/todo/access.h"
#include "apps/todo/invitations.h"
#include "apps/todo/queries.h"

namespace stoa::todo {
namespace {

ListMember member_for(Read& tx, const User& who, const Id<ListMember>& id) {
  const ListMember member = tx.get(id);
  check_list_of(tx, who, member.list, not_found_problem(shape_of<ListMember>()));
  return member;
}

// Throws last_owner when nobody else owns the list.
void check_other_owner(Read& tx, const ListMember& member) {
  if (!tx.exists<ListMember>("list = $1 and role = 'owner' and id <> $2", member.list, member.id))
    throw last_owner;
}

ListMemberView named(Read& tx, const Id<ListMember>& id) {
  return tx.rows_where<ListMemberView>(sql::member_hits, Where("m.id = $1", id)).front();
}

}  // namespace

Page<ListMemberView> list_members(Read& tx, const User& who, const MemberQuery& in) {
  Where where = of_own_lists(who);
  if (in.list) where.add("list = $1", *in.list);
  return tx.page<ListMemberView>(sql::member_hits, where, "id", in);
}

ListMemberView get_member(Read& tx, const User& who, const Id<ListMember>& id) {
  member_for(tx, who, id);
  return named(tx, id);
}

ListMemberView edit_member(Write& tx, const User& who, const Patch<EditListMember>& in) {
  ListMember member = member_for(tx, who, in.fields.id);
  check_list(tx, who, member.list, Share::owner);
  EditListMember edit{member.id, member.role};
  in.apply(edit);
  if (member.role == Share::owner && edit.role != Share::owner) {
    check_other_owner(tx, member);
    end_invitations_of(tx, member);
  }
  member.role = edit.role;
  tx.update(member);
  return named(tx, member.id);
}

void remove_member(Write& tx, const User& who, const Id<ListMember>& id) {
  const ListMember member = member_for(tx, who, id);
  if (member.account != who.account()) check_list(tx, who, member.list, Share::owner);
  if (member.role == Share::owner) {
    check_other_owner(tx, member);
    end_invitations_of(tx, member);
  }
  tx.remove(id);
}

}  // namespace stoa::todo
