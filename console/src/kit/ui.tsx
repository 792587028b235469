// Small parts that pages are put together from.
import type {ButtonHTMLAttributes, ComponentChildren} from "preact";
import {useEffect, useId, useRef, useState} from "preact/hooks";
import {useDoing} from "./load";

type Children = {children?: ComponentChildren};

let first = true;  // what the tab opened with keeps the focus where the browser has it

// A page: its title in the tab, its heading with the focus once one has come to it.
export function Page({title, lead, aside, wide, children}: Children & {
  title: string; lead?: ComponentChildren; aside?: ComponentChildren; wide?: boolean;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Stoa`;
    if (!first) {
      scrollTo({top: 0});
      heading.current?.focus({preventScroll: true});
    }
    first = false;
  }, [title]);
  return (
    <div class={wide ? "page is-wide" : "page"}>
      <header class="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>{title}</h1>
          {lead && <p class="lead">{lead}</p>}
        </div>
        {aside && <div class="page-aside">{aside}</div>}
      </header>
      {children}
    </div>
  );
}

export function Section({title, aside, children}: Children & {title: string; aside?: ComponentChildren}) {
  const id = useId();
  return (
    <section class="panel" aria-labelledby={id}>
      <header class="panel-head"><h2 id={id}>{title}</h2>{aside}</header>
      {children}
    </section>
  );
}

export const Tag = ({kind, children}: Children & {kind?: "good" | "bad" | undefined}) => <span class={kind ? `tag is-${kind}` : "tag"}>{children}</span>;
export const Alert = ({children}: Children) => <p class="note" role="alert">{children}</p>;
export const None = ({children}: Children) => <p class="none">{children}</p>;

// A button that is at it once at a time, and says beside it what went wrong.
export function Doing({run, children, ...rest}: Children & {run: () => Promise<unknown>} & Omit<ButtonHTMLAttributes, "onClick">) {
  const doing = useDoing();
  return (
    <>
      <button type="button" {...rest} aria-disabled={doing.busy || undefined} onClick={() => doing.busy || doing.run(run)}>{children}</button>
      {doing.error && <Alert>{doing.error}</Alert>}
    </>
  );
}

// What cannot be taken back asks first, in its own place.
export function Sure({label, about, question, yes = label, run}: {
  label: string; about?: string; question: string; yes?: string; run: () => Promise<unknown>;
}) {
  const [asking, setAsking] = useState(false);
  const doing = useDoing();
  const keep = useRef<HTMLButtonElement>(null), ask = useRef<HTMLButtonElement>(null), was = useRef(false);
  useEffect(() => {
    if (asking !== was.current) (asking ? keep : ask).current?.focus();
    was.current = asking;
  }, [asking]);
  const named = (text: string) => (about ? {"aria-label": `${text}: ${about}`} : {});
  if (!asking) return <button ref={ask} type="button" class="small" {...named(label)} onClick={() => setAsking(true)}>{label}</button>;
  return (
    <span class="sure" role="group" aria-label={question} onKeyDown={(event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      event.preventDefault();
      setAsking(false);
    }}>
      <span>{question}</span>
      <button ref={keep} type="button" {...named("Keep it")} onClick={() => setAsking(false)}>Keep it</button>
      <button type="button" class="danger is-solid" {...named(yes)} aria-disabled={doing.busy || undefined}
        onClick={() => doing.busy || doing.run(run)}>{yes}</button>
      {doing.error && <Alert>{doing.error}</Alert>}
    </span>
  );
}

// A dialog that the browser keeps the focus in and that Escape closes, unless what is written in it would be lost.
// The key is asked about too: in a field for a day Chromium cancels twice, and the second time cannot be prevented.
export function Dialog({title, onClose, mayClose = () => true, wide, children}: Children & {
  title: string; onClose: () => void; mayClose?: () => boolean; wide?: boolean;
}) {
  const node = useRef<HTMLDialogElement>(null);
  const id = useId();
  const leave = () => mayClose() && node.current?.close();
  useEffect(() => {
    const before = document.activeElement;
    node.current?.showModal();
    // What there is to fill in, rather than the button that closes it all.
    node.current?.querySelector<HTMLElement>("form :is(input, select, textarea)")?.focus();
    return () => (before instanceof HTMLElement && before.isConnected ? before.focus() : undefined);
  }, []);
  return (
    <dialog ref={node} class={wide ? "dialog is-wide" : "dialog"} aria-labelledby={id} onClose={onClose}
      onCancel={(event) => event.target === node.current && !mayClose() && event.preventDefault()}
      onKeyDown={(event) => event.key === "Escape" && !mayClose() && event.preventDefault()}
      onClick={(event) => event.target === node.current && leave()}>
      <div class="dialog-body">
        <header class="dialog-head">
          <h2 id={id}>{title}</h2>
          <button type="button" class="cross" aria-label="Close" onClick={leave}>×</button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

// A label over a control, and a place for what is wrong with it.
export function Field({label, hint, error, children}: {
  label: string; hint?: ComponentChildren; error?: string | undefined;
  children: (control: {id: string; "aria-invalid"?: "true"; "aria-describedby"?: string}) => ComponentChildren;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}{hint && <span class="hint">{hint}</span>}</label>
      {children({id, ...(error ? {"aria-invalid": "true" as const, "aria-describedby": `${id}-error`} : {})})}
      <p class="field-error" id={`${id}-error`} role="alert">{error}</p>
    </div>
  );
}

// Puts a text where people paste from. Over plain http a browser has no clipboard for pages: there `shown`,
// the id of where it stands, is selected instead.
export function Copy({text, shown}: {text: string; shown?: string}) {
  const [said, setSaid] = useState("");
  return (
    <>
      <button type="button" class="small" onClick={async () => {
        try {
          await navigator.clipboard.writeText(text);
          setSaid("Copied.");
        } catch {
          const node = shown && document.getElementById(shown);
          if (node) getSelection()?.selectAllChildren(node);
          setSaid(node ? "It is selected; copy it with your keyboard." : "The browser does not let pages copy here.");
        }
      }}>Copy</button>
      <span class="muted" role="status">{said}</span>
    </>
  );
}
