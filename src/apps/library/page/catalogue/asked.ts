// What the address asks for: works a page at a time, and the facets to narrow them by.
import {useRef, useState} from "preact/hooks";
import {api, type Schemas} from "stoa/api";
import {useLoad} from "stoa/load";
import {usePages} from "stoa/pages";
import {told} from "../faults";
import type {Work, WorkHit} from "../model";
import {learn, learnGenres} from "./names";
import {filterOf, questionOf, type Shelf} from "./state";

const pageSize = 24;
type Total = Schemas["Total"];

export function useWorks(shelf: Shelf) {
  const question = questionOf(shelf), key = JSON.stringify(question);
  const asked = useRef(key);  // what the list answers, or is being asked
  const [total, setTotal] = useState<Total | null>(null);
  const [since, setSince] = useState<ReadonlyMap<string, WorkHit | null>>(new Map());  // changed here, or gone
  const pages = usePages<WorkHit>(async (after, signal) => {
    if (!after) asked.current = key;
    const page = await told(api.get("/api/library/works", {query: {...question, limit: pageSize, ...(after ? {after} : {count: "capped"})}, ...(signal && {signal})}));
    learn(page.items);
    if (!after) {
      setTotal(page.total);
      setSince(new Map());
    }
    return page;
  }, [key]);
  const put = (id: string, work: WorkHit | null) => setSince((before) => new Map(before).set(id, work));
  return {
    ...pages, total,
    works: pages.items?.map((one) => (since.has(one.id) ? since.get(one.id)! : one)).filter(Boolean),
    busy: pages.busy || asked.current !== key,
    replace: (work: Work) => {
      learn([work]);
      put(work.id, work);
    },
    remove: (id: string) => put(id, null),
  };
}

export function useFacets(shelf: Shelf) {
  const filter = filterOf(shelf);
  return useLoad(async (signal) => {
    const facets = await api.get("/api/library/facets", {query: filter, signal});
    learnGenres(facets.genres);
    return facets;
  }, [JSON.stringify(filter)]);
}
