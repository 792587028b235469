// The console's pages of the library: /library is the catalogue, where the address says ?work=<id> with a work open;
// /library/loans is what a reader has; /library/desk/… is where librarians lend and take back, /library/rules what that keeps to.
import {useLocation} from "preact-iso";
import {Page} from "stoa/ui";
import {Catalogue} from "./catalogue/catalogue";
import {Desk} from "./desk/desk";
import {Mine} from "./loans/mine";
import {isLibrarian} from "./model";
import {Rules} from "./rules/rules";
import css from "./library.module.css";

export default function Library() {
  const {path} = useLocation();
  const [, , place, part, about] = path.split("/");
  return (
    <>
      <Ways place={place ?? ""} />
      {place === undefined ? <Catalogue />
        : place === "loans" && !part ? <Mine />
        : place === "desk" ? <Desk part={part || "lend"} about={about} />
        : place === "rules" && !part ? <Rules />
        : <Page title="There is nothing here" lead={<a href="/library">To the catalogue</a>} />}
    </>
  );
}

function Ways({place}: {place: string}) {
  const way = (to: string, label: string) => <a href={to ? `/library/${to}` : "/library"} {...(place === to ? {"aria-current": "page" as const} : {})}>{label}</a>;
  return (
    <div class={css.ways}>
      <nav class="tabs" aria-label="Library">{way("", "Catalogue")}{way("loans", "My loans")}{isLibrarian() && <>{way("desk", "Desk")}{way("rules", "Rules")}</>}</nav>
    </div>
  );
}
