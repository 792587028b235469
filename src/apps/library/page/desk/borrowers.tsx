// Who has a card: found by the card or by words of the name, and added here.
import {useLocation} from "preact-iso";
import {useState} from "preact/hooks";
import {api, withQuery} from "stoa/api";
import {useLoad} from "stoa/load";
import {usePages} from "stoa/pages";
import {Field, Page, Tag} from "stoa/ui";
import {useSoon} from "../catalogue/shelf";
import {told} from "../faults";
import {Rows} from "../loans/rows";
import {categories} from "../model";
import {calendarDay} from "../words";
import {isSuspended} from "./atdesk";

// A card has a digit, a name has none.
const queryFor = (text: string) => (!text ? {} : /\d/.test(text) ? {card: text} : {search: text});

export function Borrowers() {
  const {path, query: {find = ""}, route} = useLocation();
  const [text, setText] = useState(find);
  const {soon, now} = useSoon(150, () => text.trim() !== find && route(withQuery(path, {find: text.trim()}), true));
  const kinds = useLoad(categories, []);
  const pages = usePages((after, signal) => told(api.get("/api/library/borrowers", {query: {...queryFor(find), limit: 50, ...(after && {after})}, ...(signal && {signal})})), [find]);
  const kindOf = (category: string) => kinds.data?.find(({id}) => id === category)?.name ?? "";
  return (
    <Page title="Borrowers" aside={<a class="button" href="/library/desk/borrowers/new">Add a borrower</a>}>
      <form role="search" onSubmit={(event) => {
        event.preventDefault();
        now();
      }}>
        <Field label="Find" hint="a card, or words of a name">{(control) => (
          <input {...control} type="search" autocomplete="off" spellcheck={false} maxLength={200} value={text} onInput={({currentTarget}) => {
            setText(currentTarget.value);
            soon();
          }} />
        )}</Field>
      </form>
      <Rows label="Borrowers" none="No borrower has this card or name." pages={pages} row={(borrower) => (
        <>
          <span class="row-title">
            <a href={`/library/desk/borrowers/${borrower.id}`}>{borrower.name}</a>{" "}
            {isSuspended(borrower) && <Tag kind="bad">Suspended until {calendarDay(borrower.suspended_until!)}</Tag>}{" "}
            {borrower.leaving && <Tag>Has left</Tag>}
          </span>
          <span class="row-facts"><code>{borrower.card}</code> · {kindOf(borrower.category)}</span>
        </>
      )} />
    </Page>
  );
}
