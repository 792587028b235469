// The loan policies, a row for each item type and a column for each borrower category; each cell says what holds there.
import {useState} from "preact/hooks";
import type {Loaded} from "stoa/load";
import {PlainTable, type Column} from "stoa/table";
import {Section, Tag} from "stoa/ui";
import {Edit} from "./edit";
import type {Kind} from "./kind";
import {daysOf, isDefault, lends, nameOf, policyFor, policyOf, sourceOf, termsOf, type Names, type Pair, type Policy} from "./policy";
import {PolicyForm} from "./policyform";
import {useSaid} from "./said";
import css from "./rules.module.css";

interface Row {id: string | null; name: string}

export function Matrix({types, categories, policies}: {types: Loaded<Kind[]>; categories: Loaded<Kind[]>; policies: Loaded<Policy[]>}) {
  const [open, setOpen] = useState<Pair>();
  const {say, line} = useSaid();
  const names: Names = {types: types.data ?? [], categories: categories.data ?? []}, all = policies.data ?? [];
  const isThere = types.data && categories.data && policies.data;
  const rows: Row[] = [{id: null, name: "Any item"}, ...names.types];
  const columns: Column<Row>[] = [
    {name: "Item type", main: true, cell: ({name}) => name},
    ...[{id: null, name: "Any borrower"}, ...names.categories].map(({id: category, name}: Row): Column<Row> => (
      {name, cell: ({id: item_type}) => <Cell names={names} policies={all} pair={{category, item_type}} open={setOpen} />}
    )),
  ];
  return (
    <Section title="Loan policies">
      <p class="muted">The policy for just this borrower category and item type holds; else the one for the category and any item; else the one for any
        borrower and the item type; else the default.</p>
      {line}
      <div class={css.matrix}>
        <PlainTable label="Loan policies" columns={columns} rows={isThere && rows} keyOf={({id}) => id ?? ""} error={types.error || categories.error || policies.error} />
      </div>
      {open && (
        <Edit title={nameOf(names, open)} onClose={() => setOpen(undefined)} read={policies.again}>{(editing) => (
          <PolicyForm {...editing} names={names} policies={all} pair={open} done={(said) => {
            setOpen(undefined);
            say(said);
            void policies.again();
          }} />
        )}</Edit>
      )}
    </Section>
  );
}

// What is underlined leads to the policy; without one of its own a pair says whose terms it has.
function Cell({names, policies, pair, open}: {names: Names; policies: Policy[]; pair: Pair; open: (pair: Pair) => void}) {
  const own = policyOf(policies, pair), policy = own ?? policyFor(policies, pair);
  return (
    <div class={own ? css.own : css.lent}>
      <button type="button" class="quiet" onClick={() => open(pair)}>
        <span class="unseen">{nameOf(names, pair)}: </span>{policy ? daysOf(policy) : "No policy"}
      </button>
      {own && isDefault(pair) && <> <Tag>Default</Tag></>}
      {policy && lends(policy) && <div class={css.terms}>{termsOf(policy)}</div>}
      {!policy && <div class={css.terms}>not lent</div>}
      {policy && !own && <div class={css.terms}>as {sourceOf(names, policy)}</div>}
    </div>
  );
}
