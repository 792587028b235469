void ring(Write& tx) {
  tx.run("insert into bells");
}
