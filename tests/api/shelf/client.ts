// A program against a project's own document: its types are made by openapi-typescript ("#shelf"), it
// compiles under tsc --strict, and what is wrong in it does not. It prints what it found.
import createClient from "openapi-fetch";
import type { components, paths } from "#shelf";

type Book = components["schemas"]["Books"];
const { STOA_URL: baseUrl, STOA_TOKEN: Authorization } = process.env as Record<string, string>;
const shelf = createClient<paths>({ baseUrl: baseUrl!, headers: { Authorization } });

const { data: made, error } = await shelf.POST("/api/collections/shelf/books", {
  body: { title: "The Telling", pages: 264 },
});
if (!made) throw new Error(JSON.stringify(error));
const book: Book = made;

await shelf.PATCH("/api/collections/shelf/books/{id}", { params: { path: { id: book.id } }, body: { pages: null } });
const { data: page } = await shelf.GET("/api/collections/shelf/books", { params: { query: { filter: 'title = "The T*"', limit: 5 } } });
const titles: string[] = (page?.items ?? []).map((one) => one.title);
const pages: number | null | undefined = page?.items[0]?.pages;
// A field that a rule guards may be absent.
const note: string | null | undefined = page?.items[0]?.note;

export async function mistakes() {
  // @ts-expect-error: a title is required
  await shelf.POST("/api/collections/shelf/books", { body: { pages: 1 } });
  // @ts-expect-error: pages are a number
  await shelf.POST("/api/collections/shelf/books", { body: { title: "x", pages: "1" } });
  // @ts-expect-error: there is no such field
  const odd: components["schemas"]["BooksInput"] = { title: "x", isbn: "1" };
  // @ts-expect-error: there is no such collection
  await shelf.GET("/api/collections/shelf/bookes");
  // @ts-expect-error: it may be absent
  const guarded: string | null = book.note;
  return [odd, guarded];
}

console.log(JSON.stringify({ titles, pages, note }));
