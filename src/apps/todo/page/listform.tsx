// A new list, or another title and color of one.
import {useLocation} from "preact-iso";
import {useState} from "preact/hooks";
import {api} from "stoa/api";
import {useForm} from "stoa/form";
import {Dialog, Field} from "stoa/ui";
import {removeList} from "./deeds";
import {FromFile, ListAsFile} from "./files";
import {readLists, settle, type List} from "./model";
import css from "./todo.module.css";

const colors: [string, string][] = [
  ["#3f6fb0", "blue"], ["#2f8f83", "teal"], ["#4f8a3d", "green"], ["#c08a1e", "amber"], ["#c2603a", "orange"], ["#b23a48", "red"], ["#8a5fb0", "violet"],
  ["#7a756c", "grey"],
];

export function ListForm({list, onClose}: {list?: List; onClose: () => void}) {
  const {route} = useLocation();
  const [title, setTitle] = useState(list?.title ?? ""), [color, setColor] = useState(list?.color ?? colors[0]![0]);
  const form = useForm(async () => {
    await settle();
    // The tag of a list is another with each of its tasks; only what was changed is sent instead.
    const changed = list && {...(title !== list.title && {title}), ...(color !== list.color && {color})};
    const kept = changed ? await api.patch("/api/todo/lists/{id}", {path: {id: list.id}, body: changed})
      : await api.post("/api/todo/lists", {body: {title, color}});
    await readLists();
    onClose();
    if (!list) route(`/todo/lists/${kept.id}`);
  }, ["title", "color"]);
  const all = colors.some(([one]) => one === color) ? colors : [[color, "as it is"] as [string, string], ...colors];
  return (
    <Dialog title={list ? "Edit the list" : "New list"} onClose={onClose}>
      <form class="form" noValidate onSubmit={form.submit}>
        <Field label="Title" error={form.errors.title}>{(control) => (
          <input {...control} maxLength={100} placeholder="Home, Garden, Trip to Rome …" value={title} onInput={({currentTarget}) => setTitle(currentTarget.value)} />
        )}</Field>
        <fieldset class={css.colors}>
          <legend class="legend">Color</legend>
          {all.map(([one, name]) => (
            <label key={one} title={name} style={{"--color": one}}>
              <input type="radio" name="color" checked={color === one} onChange={() => setColor(one)} /><span class="unseen">{name}</span>
            </label>
          ))}
        </fieldset>
        {form.note}
        <div class="actions">
          <button type="submit" class="primary" aria-disabled={form.busy || undefined}>{list ? "Save" : "Make it"}</button>
          {list?.role === "owner" && <button type="button" class={`danger ${css.apart}`} onClick={() => {
            onClose();
            removeList(list).then((well) => well && route("/todo"));
          }}>Put it into the trash</button>}
        </div>
      </form>
      {list && <ListAsFile list={list} />}
      <FromFile {...(list && {list})} onDone={onClose} />
    </Dialog>
  );
}
