// What the document does not tell of the fields of accounts.
export const samples = {
  scopes: () => ["library:works:read"],
};
