// What a key may do, chosen row by row.
import {useId, useState} from "preact/hooks";
import {useLoad} from "stoa/load";
import {Alert} from "stoa/ui";
import {capital, spaced} from "stoa/words";
import {readScopes, verbs, type Group, type Resource, type Verb} from "./scopes";
import css from "./accounts.module.css";

type Chosen = Record<string, Verb | undefined>;  // of "library:loans" the widest verb

export function ScopeField({error, onChange}: {error: string | undefined; onChange: (scopes: string[]) => void}) {
  const said = useId();
  const groups = useLoad(readScopes, []);
  const [chosen, setChosen] = useState<Chosen>({});
  const choose = (place: string, verb: Verb | undefined) => {
    const now = {...chosen, [place]: verb};
    setChosen(now);
    onChange(Object.entries(now).flatMap(([one, widest]) => (widest ? `${one}:${widest}` : [])));
  };
  return (
    <div class="field" role="group" aria-label="What it may do" {...(error ? {"aria-describedby": said} : {})}>
      <span class="legend">What it may do <span class="hint">at most what you may; write covers read</span></span>
      {groups.error && <Alert>{groups.error}</Alert>}
      {/* Above the rows, which fill more than a screen. */}
      <p class={`field-error ${css.missing}`} id={said} role="alert">{error}</p>
      <div class={css.groups} aria-busy={groups.busy}>
        {(groups.data ?? []).map((group, at) => (
          <AppScopes key={group.app} group={group} chosen={chosen} choose={choose} invalid={Boolean(error) && at === 0} />
        ))}
      </div>
    </div>
  );
}

function AppScopes({group: {app, columns, resources}, chosen, choose, invalid}: {
  group: Group; chosen: Chosen; choose: (place: string, verb: Verb | undefined) => void; invalid: boolean;
}) {
  return (
    <fieldset class={css.group}>
      <legend>{capital(spaced(app))}</legend>
      <table>
        <caption class="unseen">What the key may do in {app}</caption>
        <tbody>
          {resources.map((resource, at) => {
            const place = `${app}:${resource.name}`;
            return (
              <tr key={resource.name}>
                <th scope="row">{resource.name === "me" ? "Yourself" : capital(spaced(resource.name))}</th>
                {columns.map((verb) => (
                  <td key={verb}>
                    {resource.verbs.includes(verb) && (
                      <Box app={app} resource={resource} verb={verb} widest={chosen[place]} choose={(widest) => choose(place, widest)}
                        invalid={invalid && at === 0} />
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </fieldset>
  );
}

// What a wider verb covers needs no check of its own.
function Box({app, resource, verb, widest, choose, invalid}: {
  app: string; resource: Resource; verb: Verb; widest: Verb | undefined; choose: (widest: Verb | undefined) => void; invalid: boolean;
}) {
  const at = verbs.indexOf(verb), most = widest ? verbs.indexOf(widest) : -1;
  return (
    <label>
      <input type="checkbox" checked={at <= most} disabled={at < most} {...(invalid && verb === resource.verbs[0] ? {"aria-invalid": "true" as const} : {})}
        onChange={({currentTarget}) => choose(currentTarget.checked ? verb : undefined)} />
      <span class="unseen">{app} {spaced(resource.name)}: </span>{verb}
    </label>
  );
}
