// The parts of the page for who is signed in, and how one gets to them.
export const parts = [
  {name: "profile", label: "Profile"},
  {name: "security", label: "Security"},
  {name: "sessions", label: "Sessions"},
  {name: "keys", label: "API keys"},
  {name: "data", label: "Your data"},
] as const;
export const forAdministrators = [{name: "people", label: "All accounts"}] as const;

export const to = (part: string) => `/accounts/${part}`;
export const isPart = (name: string) => [...parts, ...forAdministrators].some((one) => one.name === name);
// "/accounts/people/123" is the part "people" about "123".
export function partOf(path: string) {
  const [, , name = "", about = ""] = path.split("/");
  return {name, about};
}

// "library.librarian" is a librarian.
export const roleInWords = (role: string) => (role === "admin" ? "administrator" : (role.split(".").at(-1) ?? role).replaceAll(/[_-]/g, " "));
