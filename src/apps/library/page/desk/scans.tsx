// The running list of what was scanned, the newest first. Scanners are fast: each scan is an entry at once and is
// sent in its turn, so that nobody waits for an answer before the next.
import type {ComponentChildren, RefObject, TargetedKeyboardEvent} from "preact";
import {useCallback, useRef, useState} from "preact/hooks";
import {Unreachable} from "stoa/api";
import {Field, None} from "stoa/ui";
import {inWords} from "../faults";
import {asTyped} from "../sheet";
import css from "./desk.module.css";

export interface Outcome {title: ComponentChildren; tag: ComponentChildren; facts: ComponentChildren}
type Send = () => Promise<Outcome>;
interface Scan {key: number; code: string; state: "sent" | "done" | "refused"; outcome?: Outcome; error?: string; again?: () => void}

export function useScans() {
  const [scans, setScans] = useState<Scan[]>([]);
  const keys = useRef(0), queue = useRef(Promise.resolve());
  const add = useCallback((code: string, send: Send) => {
    const key = ++keys.current;
    const put = (state: Omit<Scan, "key" | "code">) => setScans((all) => all.map((one) => (one.key === key ? {key, code, ...state} : one)));
    const settle = () => send().then(
      (outcome) => put({state: "done", outcome}),
      // Without an answer it may be sent again; else the same scan has the same answer.
      (error) => put({state: "refused", error: inWords(error), ...(error instanceof Unreachable && {again: enter})}));
    const enter = () => {
      put({state: "sent"});
      queue.current = queue.current.then(settle);
    };
    setScans((all) => [{key, code, state: "sent"}, ...all]);
    enter();
  }, []);
  return {scans, add};
}

export function ScanLog({label, scans}: {label: string; scans: Scan[]}) {
  return (
    <div role="log" aria-label={label}>
      {scans.length ? <ol class="rows" aria-label={label}>{scans.map((scan) => <Entry key={scan.key} scan={scan} />)}</ol> : <None>Nothing was scanned yet.</None>}
    </div>
  );
}

function Entry({scan: {code, state, outcome, error, again}}: {scan: Scan}) {
  return (
    <li class={`row ${css.scan} ${state === "done" ? css.isDone : state === "refused" ? css.isRefused : ""}`} aria-busy={state === "sent"}>
      <span class="row-title">{outcome ? <>{outcome.title} {outcome.tag}</> : error ?? <code>{code}</code>}</span>
      <span class="row-facts">{outcome ? outcome.facts : error ? <code>{code}</code> : "…"}</span>
      {again && <span class="row-end"><button type="button" class="small" onClick={again}>Try again</button></span>}
    </li>
  );
}

// A field for codes: Enter, with which a scanner ends each, takes what stands in it.
export function ScanField({label, hint, error, field, onCode, onEscape}: {
  label: string; hint: string; error?: string; field: RefObject<HTMLInputElement | null>; onCode: (code: string) => void; onEscape?: () => void;
}) {
  const pressed = (event: TargetedKeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Escape") return onEscape?.();
    if (event.key !== "Enter") return;
    event.preventDefault();
    const code = event.currentTarget.value.trim();
    if (code) onCode(code);
  };
  return (
    <Field label={label} hint={hint} error={error}>{(control) => (
      <input ref={field} type="text" class={css.scanInput} autocomplete="off" maxLength={40} enterkeyhint="next" {...asTyped} {...control} onKeyDown={pressed} />
    )}</Field>
  );
}
