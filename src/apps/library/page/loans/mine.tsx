// What a reader has on loan and waits for, and how they come to see it: by linking their card to their account.
import {useLocation} from "preact-iso";
import {useState} from "preact/hooks";
import {api, Refused} from "stoa/api";
import {useLoad} from "stoa/load";
import {usePages} from "stoa/pages";
import {account, signInLink} from "stoa/session";
import {Alert, Page, Section, Tag} from "stoa/ui";
import type {Card} from "../model";
import {asTyped, SheetForm, TextField, useSheet} from "../sheet";
import {calendarDay, date, mainTitle} from "../words";
import {CardOf} from "./card";
import {Holds} from "./holds";
import {LoanRow} from "./loan";
import {Rows} from "./rows";
import css from "./loans.module.css";

async function myCard(signal: AbortSignal) {
  try {
    return await api.get("/api/library/me/card", {signal, cache: "no-store"});
  } catch (error) {
    if (error instanceof Refused && error.code === "no_card") return null;
    throw error;
  }
}

export function Mine() {
  const {url} = useLocation();
  if (account.value === undefined) return null;
  if (account.value === null) {
    return <Page title="My loans" lead="Sign in to see what you have and when it is due."><p><a class="button" href={signInLink(url)}>Sign in</a></p></Page>;
  }
  return <OfAccount key={account.value.id} />;
}

function OfAccount() {
  const {data, error, again} = useLoad(myCard, []);
  const [linked, setLinked] = useState<Card>();
  if (error) return <Page title="My loans" lead={<Alert>{error}</Alert>}><p><button type="button" onClick={again}>Try again</button></p></Page>;
  const card = linked ?? data;
  if (card === undefined) return null;
  if (card === null) return <WithoutCard done={setLinked} />;
  return (
    <Page title="My loans">
      <p class={linked ? "said" : "unseen"} role="status">{linked && `Your card ${linked.card} is linked.`}</p>
      <CardOf card={card} />
      <Loans />
    </Page>
  );
}

function WithoutCard({done}: {done: (card: Card) => void}) {
  const sheet = useSheet({code: ""}, async ({code}) => done(await api.post("/api/library/me/card", {body: {code: code.trim()}})), {codes: {code_invalid: "code"}});
  return (
    <Page title="My loans" lead="No library card is linked to your account yet. At the desk they give you a code for it.">
      <div class={css.narrow}>
        <SheetForm sheet={sheet} label="Link my card"><TextField sheet={sheet} name="code" label="Code" hint="from the desk of the library" required maxLength={100} {...asTyped} /></SheetForm>
      </div>
    </Page>
  );
}

function Loans() {
  const out = usePages((after, signal) => api.get("/api/library/me/loans", {query: {open: true, limit: 50, ...(after && {after})}, ...(signal && {signal})}), [], "/api/library/me/loans");
  const held = usePages((after, signal) => api.get("/api/library/me/holds", {query: {limit: 50, ...(after && {after})}, ...(signal && {signal})}), [], "/api/library/me/holds");
  return (
    <div class={css.loans}>
      <Section title="On loan"><Rows label="On loan" none="You have nothing on loan." pages={out} row={(loan) => <LoanRow loan={loan} />} /></Section>
      <Section title="Waiting for"><Holds label="Waiting for" none="You wait for nothing." pages={held} /></Section>
      <Notices />
      <Before />
    </div>
  );
}

const kinds = {due_soon: "Due soon", overdue: "Overdue"};

// What the library mailed, for whom a mail was lost.
function Notices() {
  const pages = usePages((after, signal) => api.get("/api/library/me/notices", {query: {limit: 10, ...(after && {after})}, ...(signal && {signal})}), [], "/api/library/me/notices");
  if (!pages.items?.length && !pages.error) return null;
  return (
    <Section title="What we told you">
      <Rows label="Notices" none="" pages={pages} row={({kind, title, due, created}) => (
        <>
          <span class="row-title">{mainTitle(title)} <Tag kind={kind === "overdue" ? "bad" : undefined}>{kinds[kind]}</Tag></span>
          <span class="row-facts">Due {calendarDay(due)} · mailed {date(created)}</span>
        </>
      )} />
    </Section>
  );
}

function Before() {
  const [open, setOpen] = useState(false);
  return (
    <details class={css.before} onToggle={({currentTarget}) => currentTarget.open && setOpen(true)}>
      <summary>Given back</summary>
      {open && <GivenBack />}
    </details>
  );
}

function GivenBack() {
  const pages = usePages((after, signal) => api.get("/api/library/me/loans", {query: {open: false, limit: 20, ...(after && {after})}, ...(signal && {signal})}), []);
  return <Rows label="Given back" none="Nothing that the library still remembers." pages={pages} row={(loan) => <LoanRow loan={loan} />} />;
}
