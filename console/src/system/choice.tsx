// Which of the apps that have such things, and which of a few states.
import {useState} from "preact/hooks";
import {apps, type App} from "../kit/apps";
import {capital, spaced} from "../kit/words";

export function useAppWith(kind: App["keeps"][number]) {
  const having = (apps.value ?? []).filter(({keeps}) => keeps.includes(kind)).map(({name}) => name);
  const [chosen, choose] = useState<string>();
  return {having, app: chosen ?? having[0], choose};
}

export function Choice<T extends string>({label, options, value, onChange}: {
  label: string; options: readonly (readonly [T, string])[]; value: T | undefined; onChange: (value: T) => void;
}) {
  return (
    <div class="choice" role="group" aria-label={label}>
      {options.map(([one, text]) => (
        <button key={one} type="button" aria-pressed={one === value} onClick={() => onChange(one)}>{text}</button>
      ))}
    </div>
  );
}

export const AppChoice = ({having, app, choose}: ReturnType<typeof useAppWith>) => (
  <Choice label="App" options={having.map((name) => [name, capital(spaced(name))] as const)} value={app} onChange={choose} />
);
