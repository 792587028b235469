// What a loan policy says: its own for a pair, changed and removed, or a new one where another holds.
import {useState} from "preact/hooks";
import {api, Refused} from "stoa/api";
import {Sure} from "stoa/ui";
import {changes, SheetForm, TextField, useSheet, whole, wholeWords, written} from "../sheet";
import type {Editing} from "./edit";
import {etagOf} from "./kind";
import {daysOf, isDefault, lends, policyFor, policyOf, sourceOf, termsOf, type Names, type Pair, type Policy} from "./policy";

type Draft = {loan_days: string; renewals: string; max_loans: string};
const valuesOf = ({loan_days, renewals, max_loans}: Draft) => ({loan_days: whole(loan_days), renewals: whole(renewals), max_loans: whole(max_loans)});
const words = {loan_days: wholeWords, renewals: wholeWords, max_loans: wholeWords};

// Somebody has made one for the same pair meanwhile: that is a conflict like any other.
async function add(pair: Pair, draft: Draft) {
  try {
    await api.post("/api/library/policies", {body: {...pair, ...valuesOf(draft)}});
  } catch (error) {
    throw error instanceof Refused && error.code === "policy_taken" ? new Refused(412, {code: "precondition_failed"}) : error;
  }
}

export function PolicyForm({pair, policies, names, done, ...editing}: Editing & {pair: Pair; policies: Policy[]; names: Names; done: (said: string) => void}) {
  const [{own, holds}] = useState({own: policyOf(policies, pair), holds: policyFor(policies, pair)});  // as they were when this began
  const sheet = useSheet<Draft>({
    loan_days: written(holds?.loan_days ?? null), renewals: written(holds?.renewals ?? null), max_loans: written(holds?.max_loans ?? null),
  }, async (draft, kept) => {
    const changed = changes(valuesOf(kept), valuesOf(draft));
    if (!own) await add(pair, draft);
    else if (Object.keys(changed).length) await api.patch("/api/library/policies/{id}", {path: {id: own.id}, body: changed, etag: etagOf(own)});
    done("Saved.");
  }, {words, again: editing.again});
  return (
    <>
      <p class="muted">{isDefault(pair) ? "It holds where no other does, and stays." : own ? "A policy of its own." : <Without names={names} holds={holds} />}</p>
      <SheetForm focus sheet={sheet} label={own ? "Save" : "Set this policy"} unsaved={editing.unsaved} cancel={editing.cancel}>
        <TextField sheet={sheet} name="loan_days" label="Loan period" hint="days" type="number" min={1} max={365} step={1} required />
        <TextField sheet={sheet} name="renewals" label="Renewals" hint="of one loan" type="number" min={0} max={50} step={1} required />
        <TextField sheet={sheet} name="max_loans" label="Loans at a time" hint="of whatever kind; with 0 this is not lent" type="number" min={0} max={500} step={1} required />
      </SheetForm>
      {own && !isDefault(pair) && (
        <div>
          <Sure label="Remove this policy" yes="Remove" question={without(policies, own, names)} run={async () => {
            await api.delete("/api/library/policies/{id}", {path: {id: own.id}, etag: etagOf(own)});
            done("The policy is removed.");
          }} />
        </div>
      )}
    </>
  );
}

function Without({names, holds}: {names: Names; holds: Policy | undefined}) {
  if (!holds) return <>No policy holds here: this is not lent.</>;
  const terms = lends(holds) ? `${daysOf(holds)}, ${termsOf(holds)}` : "not lent";
  return <>There is none for just this; {sourceOf(names, holds)} holds here: {terms}.</>;
}

// Whose terms a pair has once its own policy is gone.
function without(policies: Policy[], own: Policy, names: Names) {
  const next = policyFor(policies.filter((one) => one.id !== own.id), own);
  return next ? `Go by ${sourceOf(names, next)} instead?` : "Go without a policy, and not lend this?";
}
