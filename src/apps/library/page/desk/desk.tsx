// The library's desk, for librarians: the address says which of its parts is shown.
import type {JSX} from "preact";
import {useLocation} from "preact-iso";
import {useLayoutEffect} from "preact/hooks";
import {Page} from "stoa/ui";
import {ForLibrarians} from "../librarians";
import {BorrowerPage} from "./borrower";
import {NewBorrower} from "./borrowerform";
import {Borrowers} from "./borrowers";
import {GiveBack} from "./giveback";
import {Lend} from "./lend";
import {Out} from "./out";
import {Said} from "./said";
import {Shelf} from "./shelf";
import css from "./desk.module.css";

const parts: [string, string, () => JSX.Element][] = [
  ["lend", "Lend", Lend], ["return", "Take back", GiveBack], ["out", "On loan", Out], ["shelf", "Hold shelf", Shelf], ["borrowers", "Borrowers", Borrowers],
];
const linkTo = (part: string) => (part === "lend" ? "/library/desk" : `/library/desk/${part}`);

export function Desk({part, about}: {part: string; about: string | undefined}) {
  const {route} = useLocation();
  // The fragments that the desk's addresses had before: #borrowers/<id>.
  useLayoutEffect(() => {
    const [, named, rest = ""] = /^#(lend|return|out|shelf|borrowers)(\/[\w-]+)?$/.exec(location.hash) ?? [];
    if (named) route(linkTo(named) + rest, true);
  }, []);
  const [, , Part] = parts.find(([name]) => name === part) ?? [];
  return (
    <ForLibrarians title="Desk" lead="This is where librarians lend and take back.">
      <div class={css.desk}>
        <nav class={css.parts} aria-label="Desk">
          <ul>{parts.map(([name, label]) => <li key={name}><a href={linkTo(name)} {...(name === part ? {"aria-current": "page" as const} : {})}>{label}</a></li>)}</ul>
        </nav>
        <div class={css.content}>
          <Said />
          {part === "borrowers" && about === "new" ? <NewBorrower />
            : part === "borrowers" && about ? <BorrowerPage key={about} id={about} />
            : Part ? <Part key={part} />
            : <Page title="There is nothing here" lead={<a href="/library/desk">To the desk</a>} />}
        </div>
      </div>
    </ForLibrarians>
  );
}
