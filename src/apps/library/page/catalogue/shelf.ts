// The shelf that the address names, and the ways to another one.
import {useLocation} from "preact-iso";
import {useCallback, useEffect, useMemo, useRef} from "preact/hooks";
import {linkTo, parse, type Shelf} from "./state";

export type Go = (change: Partial<Shelf>, how?: {typing?: boolean}) => void;

const marked = (name: "typing" | "opened") => Boolean((history.state as Record<string, boolean> | null)?.[name]);
const mark = (name: "typing" | "opened") => history.replaceState({[name]: true}, "");

export function useShelf() {
  const {url, route, wasPush} = useLocation() as ReturnType<typeof useLocation> & {wasPush?: boolean};
  const shelf = useMemo(() => parse(url), [url]);
  const now = useRef(shelf), openWork = useRef(shelf.work);
  now.current = shelf;

  // A whole stretch of typing is one entry of the history, not one a letter.
  const go = useCallback<Go>((change, {typing} = {}) => {
    const link = linkTo({...now.current, work: "", ...change});
    if (link === linkTo(now.current)) return;
    route(link, Boolean(typing) && marked("typing"));
    if (typing) mark("typing");
  }, [route]);

  // A work that was opened here is left by going back, one that a link led to by going on.
  useEffect(() => {
    if (shelf.work && !openWork.current && wasPush) mark("opened");
    openWork.current = shelf.work;
  }, [shelf.work]);
  const closeWork = useCallback(() => {
    if (!now.current.work) return;
    if (marked("opened")) history.back();
    else route(linkTo({...now.current, work: ""}), true);
  }, [route]);

  return {shelf, go, closeWork};
}

// Calls `run` once things have been quiet for so long; `now` and `cancel` cut the wait short.
export function useSoon(ms: number, run: () => void) {
  const timer = useRef(0), latest = useRef(run);
  latest.current = run;
  return useMemo(() => {
    const cancel = () => clearTimeout(timer.current);
    return {
      cancel,
      soon: () => {
        cancel();
        timer.current = setTimeout(() => latest.current(), ms);
      },
      now: () => {
        cancel();
        latest.current();
      },
    };
  }, [ms]);
}
