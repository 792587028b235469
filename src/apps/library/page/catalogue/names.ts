// How authors and genres are called, learnt from every answer: the address only has their ids.
import {signal} from "@preact/signals";
import {useEffect, useMemo} from "preact/hooks";
import {api, type Schemas} from "stoa/api";
import type {WorkHit} from "../model";

export interface Names {author: (id: string) => string | undefined; genre: (slug: string) => string}

const authors = signal<ReadonlyMap<string, string>>(new Map());
const genres = signal<ReadonlyMap<string, string>>(new Map());

export function learn(works: Pick<WorkHit, "authors" | "genres">[]) {
  authors.value = new Map([...authors.value, ...works.flatMap((work) => work.authors.map(({id, name}) => [id, name] as const))]);
  genres.value = new Map([...genres.value, ...works.flatMap((work) => work.genres.map(({slug, name}) => [slug, name] as const))]);
}
export const learnGenres = (facets: Schemas["Facets"]["genres"]) => {
  genres.value = new Map([...genres.value, ...facets.map(({value, label}) => [value, label] as const)]);
};

// `author`: the one that the list is narrowed to, whom no work of it may name.
export function useNames(author: string): Names {
  const known = authors.value, called = genres.value;
  useEffect(() => {
    if (!author || authors.value.has(author)) return;
    const asked = new AbortController();
    // Without an answer it stays "one author".
    api.get("/api/library/authors/{id}", {path: {id: author}, signal: asked.signal})
      .then(({id, name}) => (authors.value = new Map(authors.value).set(id, name)), () => undefined);
    return () => asked.abort();
  }, [author]);
  return useMemo(() => ({author: (id) => known.get(id), genre: (slug) => called.get(slug) ?? slug.replaceAll("-", " ")}), [known, called]);
}
