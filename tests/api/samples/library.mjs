// What the document does not tell of the library's fields.
export const samples = {
  genre: () => ["fantasy"],
  genres: () => ["fantasy"],              // named by slugs of genres that are there
  suspended_until: () => "2020-02-29",    // over, so that they may borrow
};

// One without the other says which book it is; both must say the same.
export const exclusive = [["isbn10", "isbn13"]];

// The demo has a policy for whatever has no item type.
export const always = ["item_type"];
