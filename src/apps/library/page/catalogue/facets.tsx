// What narrows the list: the years, genres and languages with their counts.
import type {ComponentChildren} from "preact";
import {useLayoutEffect, useRef, useState} from "preact/hooks";
import type {Schemas} from "stoa/api";
import {count} from "stoa/words";
import {language} from "../words";
import type {Names} from "./names";
import {useSoon, type Go} from "./shelf";
import {mostGenres, toggled, type Shelf} from "./state";
import css from "./catalogue.module.css";

const shownAtFirst = 12;
const eras = [
  {label: "Before 1900", from: "", until: "1899"},
  {label: "1900 – 1949", from: "1900", until: "1949"},
  {label: "1950 – 1999", from: "1950", until: "1999"},
  {label: "2000 onward", from: "2000", until: ""},
];

type Option = {value: string; label: string; works?: number};

// What is chosen stays in sight, first, even when the answer no longer counts it.
function ordered(facets: Option[], chosen: string[], nameOf: (value: string) => string): Option[] {
  const missing = chosen.filter((value) => !facets.some((facet) => facet.value === value));
  const is = ({value}: Option) => chosen.includes(value);
  return [...facets.filter(is), ...missing.map((value) => ({value, label: nameOf(value), works: 0})), ...facets.filter((one) => !is(one))];
}

interface FacetsProps {facets: Schemas["Facets"] | undefined; shelf: Shelf; go: Go; names: Names}

export function Facets({facets, shelf, go, names}: FacetsProps) {
  const node = useRef<HTMLDivElement>(null), pressed = useRef("");
  // What is chosen moves to the front, and a browser takes the focus from what is moved.
  useLayoutEffect(() => {
    if (!pressed.current || document.activeElement !== document.body) return;
    node.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(pressed.current)}"]`)?.focus({preventScroll: true});
  }, [shelf, facets]);
  const genres = ordered(facets?.genres ?? [], shelf.genres, names.genre);
  const languages = ordered((facets?.languages ?? []).map((one) => ({...one, label: language(one.value)})), shelf.language ? [shelf.language] : [], language);
  const full = shelf.genres.length >= mostGenres;
  return (
    <div ref={node} class={css.facets} role="group" aria-label="Narrow the list" onFocusIn={({target}) => (pressed.current = (target as HTMLElement).dataset.key ?? "")}>
      <Group title="First published">
        <Years shelf={shelf} go={go} />
        <ul>
          {eras.map((era) => {
            const on = shelf.from === era.from && shelf.until === era.until;
            return <Choice key={era.label} option={{value: `era ${era.label}`, label: era.label}} on={on} choose={() => go({from: on ? "" : era.from, until: on ? "" : era.until})} />;
          })}
        </ul>
      </Group>
      <Choices title="Genres" options={genres} isOn={(value) => shelf.genres.includes(value)} isOff={(value) => full && !shelf.genres.includes(value)}
        choose={(value) => go({genres: toggled(shelf.genres, value)})} />
      <Choices title="Languages" options={languages} isOn={(value) => shelf.language === value} choose={(value) => go({language: shelf.language === value ? "" : value})} />
    </div>
  );
}

const Group = ({title, children}: {title: string; children: ComponentChildren}) => (
  <section class={css.facetGroup} aria-label={title}><h2>{title}</h2>{children}</section>
);

function Choices({title, options, isOn, isOff, choose}: {
  title: string; options: Option[]; isOn: (value: string) => boolean; isOff?: (value: string) => boolean; choose: (value: string) => void;
}) {
  const [open, setOpen] = useState(false);
  const rest = options.length - shownAtFirst;
  if (!options.length) return null;
  return (
    <Group title={title}>
      <ul>
        {(open ? options : options.slice(0, shownAtFirst)).map((option) => (
          <Choice key={option.value} option={option} on={isOn(option.value)} off={isOff?.(option.value)} choose={() => choose(option.value)} />
        ))}
      </ul>
      {rest > 0 && <button type="button" class="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>{open ? "Fewer" : `${rest} more`}</button>}
    </Group>
  );
}

const Choice = ({option: {value, label, works}, on, off, choose}: {option: Option; on: boolean; off?: boolean | undefined; choose: () => void}) => (
  <li>
    <button type="button" class={css.facet} data-key={value} aria-pressed={on} disabled={off} onClick={choose}>
      <span>{label}</span>{works !== undefined && <span class={css.facetCount}> {count(works)}</span>}
    </button>
  </li>
);

function Years({shelf, go}: {shelf: Shelf; go: Go}) {
  const [typed, setTyped] = useState<{from?: string; until?: string}>({}), [was, setWas] = useState(shelf);
  const node = useRef<HTMLDivElement>(null);
  const {soon, cancel} = useSoon(400, () => {
    if (!node.current?.querySelector(":invalid")) go(typed, {typing: true});
  });
  if (was.from !== shelf.from || was.until !== shelf.until) {
    setTyped({});
    setWas(shelf);
    cancel();
  }
  const field = (name: "from" | "until", label: string) => (
    <label>{label} <input type="number" min={-5000} max={2200} step={1} inputMode="numeric" placeholder="any" value={typed[name] ?? shelf[name]} onInput={({currentTarget}) => {
      setTyped({...typed, [name]: currentTarget.value});
      soon();
    }} /></label>
  );
  return <div ref={node} class={css.years} role="group" aria-label="First published">{field("from", "From")}{field("until", "to")}</div>;
}
