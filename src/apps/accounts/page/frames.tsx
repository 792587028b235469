// What stands around the parts: one thing to do, or the list of parts beside the one that is shown.
import type {ComponentChildren} from "preact";
import {useLocation} from "preact-iso";
import {useEffect, useRef, useState} from "preact/hooks";
import {isAdmin} from "stoa/session";
import {Page} from "stoa/ui";
import {forAdministrators, partOf, parts, to} from "./places";
import {Announced, takeNews} from "./said";
import css from "./accounts.module.css";

interface Framed {title: string; lead?: ComponentChildren; children?: ComponentChildren}

// One thing to do, such as signing in: the focus is where one begins.
export function Alone({title, lead, news, children}: Framed & {news?: string | undefined}) {
  const node = useRef<HTMLDivElement>(null);
  useEffect(() => {
    document.title = `${title} · Stoa`;
    scrollTo({top: 0});
    const inputs = [...node.current!.querySelectorAll<HTMLInputElement>("form input:not([hidden])")];
    (inputs.find(({value}) => !value) ?? node.current!.querySelector<HTMLElement>("form button") ?? node.current!.querySelector("h1"))?.focus();
  }, [title]);
  return (
    <div class={css.alone} ref={node}>
      <header>
        <h1 tabIndex={-1}>{title}</h1>
        {lead && <p class={css.lead}>{lead}</p>}
      </header>
      <Announced text={news} />
      {children}
    </div>
  );
}

export function Inside({title, lead, children}: Framed) {
  const [news] = useState(takeNews);
  const {name} = partOf(useLocation().path);
  return (
    <div class={css.accounts}>
      <nav class={css.parts} aria-label="Your account">
        <ul>
          {[...parts, ...(isAdmin.value ? forAdministrators : [])].map((one) => (
            <li key={one.name}><a href={to(one.name)} {...(one.name === name ? {"aria-current": "page" as const} : {})}>{one.label}</a></li>
          ))}
        </ul>
      </nav>
      <Page title={title} lead={lead}>
        <Announced text={news?.text} />
        {children}
      </Page>
    </div>
  );
}
