// What a page reads, as it comes: nothing yet, an answer, or why there is none.
import {useCallback, useEffect, useMemo, useRef, useState} from "preact/hooks";
import {sentence, wasAborted} from "./api";
import {watch} from "./live";

// `stale`: the data, if any, answer what was asked before `about` changed.
export interface Loaded<T> {data: T | undefined; error: string; busy: boolean; stale: boolean; again: () => Promise<unknown>}

// Reads when `about` changes, and drops what is still under way: only the newest question counts.
// `live`: the list whose changes have it read again. `again` ends once that is read, or failed.
export function useLoad<T>(read: (signal: AbortSignal) => Promise<T>, about: unknown[], live?: string | null): Loaded<T> {
  const question = useMemo(() => ({}), about);
  const [state, setState] = useState<{data: T | undefined; answers?: object; error: string; busy: boolean}>({data: undefined, error: "", busy: true});
  const asking = useRef<AbortController | null>(null);
  const again = useCallback(() => {
    asking.current?.abort();
    const asked = new AbortController();
    asking.current = asked;
    setState((before) => ({...before, busy: true}));
    return read(asked.signal).then(
      (data) => asked.signal.aborted || setState({data, answers: question, error: "", busy: false}),
      (error) => wasAborted(error) || asked.signal.aborted || setState((before) => ({...before, error: sentence(error), busy: false})));
  }, [question]);
  useEffect(() => {
    again();
    return () => asking.current?.abort();
  }, [again]);
  useEffect(() => (live ? watch(live, again) : undefined), [again, live]);
  const {answers, ...loaded} = state;
  return {...loaded, stale: answers !== question, again};
}

// Runs something for one press at a time, and says what went wrong.
export function useDoing() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const run = useCallback(async (work: () => Promise<unknown>) => {
    setBusy(true);
    setError("");
    try {
      await work();
    } catch (thrown) {
      setError(sentence(thrown));
    } finally {
      setBusy(false);
    }
  }, []);
  return {busy, error, run};
}
