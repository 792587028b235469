// Texts by which somebody hopes to be more than a text: statements, filters, templates, markup, lines of
// a header, formulas, commands.
export const texts = [
  "' or '1'='1' --", '"; drop table accounts; --', "x' union select hash from passwords --", "%' or 1=1 --", "1) or (1=1", "\\' or 1=1 #", "$1",
  "?1", ":name",
  '" OR NEAR( * AND -title:x', "*", "{\"$where\":\"1\"}", "{{1337*1337}}${1337*1337}<%= 1337*1337 %>#{1337*1337}", "<script>alert(1)</script>",
  "javascript:alert(1)", "../../../../etc/passwd", "..\\..\\windows\\win.ini",
  "a\r\nX-Evil: 1", "a\nBcc: evil@abuse.example", "=cmd|' /C calc'!A1", "\u202egnp.exe", "a\u0300".repeat(20), "%s%s%n%x", "`id`", "$(id)", "|id",
  "(&(uid=*))",
];
