// The hold shelf: what lies there for whom, and who waits.
import {useState} from "preact/hooks";
import {api} from "stoa/api";
import {usePages} from "stoa/pages";
import {Page} from "stoa/ui";
import {Holds} from "../loans/holds";
import {Choice} from "./choice";
import {OfCard} from "./out";

export function Shelf() {
  const [kind, setKind] = useState("Ready");
  const pages = usePages((after, signal) => api.get("/api/library/holds", {query: {ready: kind === "Ready", limit: 50, ...(after && {after})}, ...(signal && {signal})}),
    [kind], "/api/library/holds");
  return (
    <Page title="Hold shelf">
      <Choice kinds={["Ready", "Waiting"]} chosen={kind} choose={setKind} />
      <Holds label="Holds" none="Nobody's hold is of that kind." pages={pages} borrower={(hold) => <OfCard {...hold} />} />
    </Page>
  );
}
