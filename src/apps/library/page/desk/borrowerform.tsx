// What people write about a borrower: a new one, or a change.
import {useLocation} from "preact-iso";
import {useRef} from "preact/hooks";
import {api, type Schemas} from "stoa/api";
import {useLoad} from "stoa/load";
import {Alert, Page} from "stoa/ui";
import {codeWords} from "../faults";
import {categories, type Borrower} from "../model";
import {AreaField, asTyped, changes, ChoiceField, orNull, SheetForm, TextField, useSheet, type Sheet} from "../sheet";
import {leadTo} from "./said";
import css from "./desk.module.css";

type Category = Schemas["BorrowerCategory"];
type Draft = {card: string; name: string; category: string; suspended_until: string; note: string};

const how = {codes: {card_taken: "card", unknown_category: "category"}, words: {card: codeWords}};
const valuesOf = (draft: Draft) => ({
  card: draft.card.trim(), name: draft.name.trim(), category: draft.category, suspended_until: orNull(draft.suspended_until), note: orNull(draft.note),
});

const Fields = ({sheet, kinds}: {sheet: Sheet<Draft>; kinds: Category[]}) => (
  <>
    <TextField sheet={sheet} name="card" label="Card" required maxLength={40} {...asTyped} />
    <TextField sheet={sheet} name="name" label="Name" required maxLength={200} />
    <ChoiceField sheet={sheet} name="category" label="Kind" options={kinds.map(({id, name}) => [id, name])} />
    <TextField sheet={sheet} name="suspended_until" label="Suspended until" hint="that day included" type="date" max="9999-12-31" />
    <AreaField sheet={sheet} name="note" label="Note" hint="for the desk; its subject may ask for it" maxLength={2000} />
  </>
);

export function EditBorrower({borrower, etag, kinds, saved}: {borrower: Borrower; etag: string | null; kinds: Category[]; saved: (now: Borrower) => void}) {
  const tag = useRef(etag);
  const {card, name, category} = borrower;
  const sheet = useSheet<Draft>({card, name, category, suspended_until: borrower.suspended_until ?? "", note: borrower.note ?? ""}, async (draft, kept) => {
    const changed = changes(valuesOf(kept), valuesOf(draft));
    if (!Object.keys(changed).length) return "Nothing is changed.";
    const now = await api.patch("/api/library/borrowers/{id}", {path: {id: borrower.id}, body: changed, etag: tag.current});
    tag.current = `"${now.version}"`;
    saved(now);
    return "Saved.";
  }, how);
  return <div class={css.narrow}><SheetForm sheet={sheet} label="Save"><Fields sheet={sheet} kinds={kinds} /></SheetForm></div>;
}

export function NewBorrower() {
  const {data, error} = useLoad(categories, []);
  return <Page title="Add a borrower" lead={error && <Alert>{error}</Alert>}>{data && <NewForm kinds={data} />}</Page>;
}

function NewForm({kinds}: {kinds: Category[]}) {
  const {route} = useLocation();
  const sheet = useSheet<Draft>({card: "", name: "", category: kinds[0]?.id ?? "", suspended_until: "", note: ""}, async (draft) => {
    const {id, name} = await api.post("/api/library/borrowers", {body: valuesOf(draft)});
    leadTo(route, `/library/desk/borrowers/${id}`, `${name} has a card now.`);
  }, how);
  return <div class={css.narrow}><SheetForm focus sheet={sheet} label="Add the borrower" cancel={() => route("/library/desk/borrowers")}><Fields sheet={sheet} kinds={kinds} /></SheetForm></div>;
}
