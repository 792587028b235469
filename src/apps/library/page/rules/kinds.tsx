// The item types or the borrower categories: added, changed, removed while nothing is of them.
import {useState} from "preact/hooks";
import type {Loaded} from "stoa/load";
import {PlainTable, type Column} from "stoa/table";
import {Section, Sure} from "stoa/ui";
import {asTyped, changes, SheetForm, TextField, useSheet} from "../sheet";
import {Edit, type Editing} from "./edit";
import {slugFrom, type Kind, type Register} from "./kind";
import {useSaid} from "./said";

export function Kinds({register, kinds: {data, error, again}}: {register: Register; kinds: Loaded<Kind[]>}) {
  const [open, setOpen] = useState<Kind | "new">();
  const {say, line} = useSaid();
  const columns: Column<Kind>[] = [
    {name: "Name", main: true, cell: ({name}) => name},
    {name: "Slug", cell: ({slug}) => <code>{slug}</code>},
    {name: "", cell: (kind) => (
      <span class="deeds">
        <button type="button" class="small" aria-label={`Change: ${kind.name}`} onClick={() => setOpen(kind)}>Change</button>
        <Sure label="Remove" about={kind.name} question={`Remove the ${register.one}?`} run={async () => {
          await register.remove(kind);
          say(`${kind.name} is removed.`, true);
          await again();
        }} />
      </span>
    )},
  ];
  const close = () => setOpen(undefined);
  return (
    <Section title={register.title} aside={<button type="button" onClick={() => setOpen("new")}>{register.adds}</button>}>
      {line}
      <PlainTable label={register.title} columns={columns} rows={data} keyOf={({id}) => id} none={register.none} error={error} />
      {open && (
        <Edit title={open === "new" ? `A new ${register.one}` : open.name} onClose={close} read={again}>{(editing) => (
          <KindForm {...editing} register={register} kind={open === "new" ? undefined : data?.find(({id}) => id === open.id)} isNew={open === "new"} done={(said) => {
            close();
            say(said);
            void again();
          }} />
        )}</Edit>
      )}
    </Section>
  );
}

function KindForm({register, kind, isNew, done, ...editing}: Editing & {register: Register; kind: Kind | undefined; isNew: boolean; done: (said: string) => void}) {
  const [was] = useState(kind);  // the state that is changed, whatever comes in behind the dialog
  const sheet = useSheet({name: was?.name ?? "", slug: was?.slug ?? ""}, async (draft, kept) => {
    const now = {name: draft.name.trim(), slug: draft.slug.trim()};
    if (!was) {
      const {name} = await register.add({...now, slug: now.slug || slugFrom(now.name)});
      return done(`${name} is there now.`);
    }
    const changed = changes(kept, now);
    if (Object.keys(changed).length) await register.change(was, changed);
    done("Saved.");
  }, {codes: {[register.taken]: "slug"}, again: editing.again});
  if (!was && !isNew) return <Gone {...editing} />;
  return (
    <SheetForm focus sheet={sheet} label={was ? "Save" : "Add it"} unsaved={editing.unsaved} cancel={editing.cancel}>
      <TextField sheet={sheet} name="name" label="Name" required maxLength={80} />
      <TextField sheet={sheet} name="slug" label="Slug" hint={was ? "in tables and links" : "in tables and links; else from the name"} maxLength={80}
        placeholder={was ? "" : slugFrom(sheet.values.name)} {...asTyped} />
    </SheetForm>
  );
}

export const Gone = ({cancel}: Editing) => (
  <>
    <p role="status">Somebody has removed it meanwhile.</p>
    <div class="actions"><button type="button" onClick={cancel}>Close</button></div>
  </>
);
