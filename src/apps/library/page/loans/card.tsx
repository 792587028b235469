// A reader's card, as it would lie on the table.
import type {Card} from "../model";
import {calendarDay} from "../words";
import css from "./loans.module.css";

export const CardOf = ({card: {card, name, category, suspended_until: until}}: {card: Card}) => (
  <dl class={css.card}>
    <div><dt>Card</dt><dd><code>{card}</code></dd></div>
    <div><dt>Name</dt><dd>{name}</dd></div>
    <div><dt>Kind</dt><dd>{category}</dd></div>
    {until && <div class={css.isBad}><dt>Suspended</dt><dd>until {calendarDay(until)}; you can borrow and renew after that</dd></div>}
  </dl>
);
