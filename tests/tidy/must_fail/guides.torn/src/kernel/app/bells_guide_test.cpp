void ring(Write& tx) {
  tx.run("delete from bells");
  tx.run("insert into bells");
}
