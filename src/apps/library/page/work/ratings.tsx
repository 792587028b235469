// What readers gave a work: the mean, and how many gave how many stars.
import {compact, count, plural} from "stoa/words";
import {Bar} from "../catalogue/links";
import type {Work} from "../model";
import css from "./work.module.css";

const stars = ["one", "two", "three", "four", "five"] as const;

export function RatingsPanel({ratings}: {ratings: NonNullable<Work["ratings"]>}) {
  const counts = stars.map((star) => ratings[star]);
  const total = counts.reduce((sum, n) => sum + n, 0), most = Math.max(...counts);
  if (!total) return null;
  const mean = counts.reduce((sum, n, i) => sum + n * (i + 1), 0) / total;
  return (
    <section class={css.ratings} aria-label="Ratings">
      <p class={css.mean}><strong>{mean.toFixed(2)}</strong><span>of 5, from {compact(total)} ratings</span></p>
      <table class={css.histogram}>
        <caption class="unseen">How {count(total)} readers rated it</caption>
        <tbody>
          {counts.map((n, i) => (
            <tr key={i} title={plural(n, "rating")}>
              <th scope="row">{i + 1}<span aria-hidden="true"> ★</span><span class="unseen">{i === 0 ? " star" : " stars"}</span></th>
              <td><Bar share={n / most} /></td>
              <td class={css.share}>{Math.round((n / total) * 100)} %</td>
            </tr>
          )).reverse()}
        </tbody>
      </table>
    </section>
  );
}
