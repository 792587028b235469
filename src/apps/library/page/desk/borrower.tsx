// One borrower: what they have and wait for, what is written about them, and the account that is theirs.
import {useLocation} from "preact-iso";
import {useState} from "preact/hooks";
import {api} from "stoa/api";
import {useLoad} from "stoa/load";
import {usePages} from "stoa/pages";
import {Alert, Page, Section, Sure} from "stoa/ui";
import {Holds} from "../loans/holds";
import {LoanRow} from "../loans/loan";
import {Rows} from "../loans/rows";
import {categories, type Borrower} from "../model";
import {AccountOf} from "./account";
import {EditBorrower} from "./borrowerform";
import {takeBack} from "./out";
import {leadTo} from "./said";

export function BorrowerPage({id}: {id: string}) {
  const {data, error} = useLoad(async (signal) => {
    const [{data, etag}, kinds] = await Promise.all([api.read("/api/library/borrowers/{id}", {path: {id}, signal, cache: "no-store"}), categories()]);
    return {borrower: data, etag, kinds};
  }, [id]);
  const [since, setSince] = useState<Borrower>();  // saved here
  if (error) return <Page title="A borrower" lead={<Alert>{error}</Alert>}><p><a href="/library/desk/borrowers">All borrowers</a></p></Page>;
  if (!data) return null;
  const {etag, kinds} = data, borrower = since ?? data.borrower;
  return (
    <Page title={borrower.name} lead={<>Card <code>{borrower.card}</code> · <a href="/library/desk/borrowers">All borrowers</a></>}>
      {borrower.leaving && <p class="said is-bad">This borrower has left; what they have can only come back.</p>}
      <HasAndWaits id={id} />
      {!borrower.leaving && <Section title="About them"><EditBorrower borrower={data.borrower} etag={etag} kinds={kinds} saved={setSince} /></Section>}
      {!borrower.leaving && <Section title="Account"><AccountOf borrower={borrower} /></Section>}
      <Forgetting borrower={borrower} />
    </Page>
  );
}

function HasAndWaits({id}: {id: string}) {
  const out = usePages((after, signal) => api.get("/api/library/loans", {query: {borrower: id, open: true, limit: 50, ...(after && {after})}, ...(signal && {signal})}), [id]);
  const held = usePages((after, signal) => api.get("/api/library/holds", {query: {borrower: id, limit: 50, ...(after && {after})}, ...(signal && {signal})}), [id],
    "/api/library/holds");
  return (
    <>
      <Section title="On loan"><Rows label="On loan" none="Nothing is on loan." pages={out} row={(loan) => <LoanRow loan={loan} giveBack={takeBack} />} /></Section>
      <Section title="Waiting for"><Holds label="Waiting for" none="They wait for nothing." pages={held} /></Section>
    </>
  );
}

function Forgetting({borrower}: {borrower: Borrower}) {
  const {route} = useLocation();
  return (
    <Section title="Forgetting">
      <p>A borrower who has nothing on loan may go.</p>
      <div>
        <Sure label="Forget this borrower" yes="Forget" question="Card, name and history of loans go for good." run={async () => {
          await api.delete("/api/library/borrowers/{id}", {path: {id: borrower.id}});
          leadTo(route, "/library/desk/borrowers", `${borrower.name} is forgotten.`);
        }} />
      </div>
    </Section>
  );
}
