// What the document does not tell of a task's fields.
export const samples = {
  color: () => "#4466aa",
  labels: () => ["home"],
  start: () => "2030-01-01",
  due: () => "2030-01-02",
  occurrence: () => "2030-01-02",
  repeat: () => undefined,  // what recurs is done an occurrence at a time
  parent: () => undefined,  // is in the same list
  before: () => undefined,
  zone: () => "Europe/Amsterdam",
  morning: () => "08:30",
};
