// What lending keeps to: who may have what for how long, when the library is closed, what is kept of it.
import {useLoad} from "stoa/load";
import {Page} from "stoa/ui";
import {ForLibrarians} from "../librarians";
import {ClosedDays} from "./closed";
import {Kinds} from "./kinds";
import {borrowerCategories, itemTypes} from "./kind";
import {Matrix} from "./matrix";
import {everyPolicy, policiesList} from "./policy";
import {Settings} from "./settings";
import css from "./rules.module.css";

const lead = "Who may have what for how long, and when the library is closed. A change holds for the next loan and the next renewal; what is out stays due when it is.";

export const Rules = () => (
  <ForLibrarians title="Circulation rules" lead="This is where librarians say for how long what is lent, and when the library is closed."><All /></ForLibrarians>
);

function All() {
  const types = useLoad(itemTypes.read, [], itemTypes.list), categories = useLoad(borrowerCategories.read, [], borrowerCategories.list);
  const policies = useLoad(everyPolicy, [], policiesList);
  return (
    <Page title="Circulation rules" lead={lead}>
      <Matrix types={types} categories={categories} policies={policies} />
      <div class={css.pair}>
        <Kinds register={itemTypes} kinds={types} />
        <Kinds register={borrowerCategories} kinds={categories} />
      </div>
      <div class={css.pair}>
        <ClosedDays />
        <Settings />
      </div>
    </Page>
  );
}
