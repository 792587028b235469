// What the generated types must not let pass: each line that ends in "// no" is a mistake, and the
// compiler has to say so at just these lines. Never run.
import type { Stoa } from "../lib/client.ts";

export async function mistakes(stoa: Stoa, id: string) {
  await stoa.GET("/api/library/wroks", {}); // no
  await stoa.GET("/api/library/works", { params: { query: { serach: "x" } } }); // no
  await stoa.GET("/api/library/works", { params: { query: { limit: "ten" } } }); // no
  await stoa.GET("/api/library/works/{id}"); // no
  await stoa.POST("/api/library/works", { body: { title: "x" } }); // no
  await stoa.POST("/api/library/authors", { body: { name: 7 } }); // no
  await stoa.PATCH("/api/library/works/{id}", { params: { path: { id } }, body: { authors: null } }); // no
  await stoa.DELETE("/api/library/works", {}); // no

  const { data, error } = await stoa.GET("/api/library/works/{id}", { params: { path: { id } } });
  data.title; // no
  data?.titel; // no
  data?.first_published.toFixed(); // no
  error?.code.toUpperCase();
  data?.title.toUpperCase();
}
