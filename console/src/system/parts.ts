// The parts of the system's page.
export const parts = [
  {path: "/system", label: "Overview", about: "Requests, how long they take, the store and the process"},
  {path: "/system/jobs", label: "Jobs", about: "What waits, runs or was given up"},
  {path: "/system/mails", label: "Mail", about: "What was sent, and what is kept here"},
  {path: "/system/webhooks", label: "Webhooks", about: "Who is told of events, and whether they hear"},
  {path: "/system/log", label: "Log", about: "What went wrong lately"},
  {path: "/system/audit", label: "Audit", about: "Who changed what, and when"},
  {path: "/system/backups", label: "Backups", about: "What is kept elsewhere, and how to bring it back"},
] as const;
