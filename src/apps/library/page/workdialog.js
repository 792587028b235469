// The <dialog> in which a work is read, changed, added and deleted.
import {getWork, removeEdition, removeWork, wasAborted} from "./api.js";
import {byId, h} from "/dom.js";
import {alertNote} from "/parts.js";
import {may} from "/session.js";
import {copiesPart} from "./copies.js";
import {copiesOf} from "./lendingapi.js";
import {librarian} from "./nav.js";
import {titleParts} from "./words.js";
import {addForm, editForm, editionForm} from "./workforms.js";
import {workView} from "./workview.js";

// `on`: {closed(id), saved(work), removed(id), added(work)}
export function workDialog({dialog, on}) {
  const body = byId("work-body");
  let asking = new AbortController();
  let form = null;       // the one being filled in, if any
  let current = null;    // {data: the work, etag}
  let copies = null;     // of all its editions; null where they could not be had
  let openId = "";
  let leaving = () => {};  // what "discard" does

  function fill(label, ...children) {
    dialog.setAttribute("aria-label", label);
    body.replaceChildren(...children);
    dialog.scrollTop = 0;
    if (!dialog.open) dialog.showModal();
  }

  function showForm(title, made) {
    form = made;
    fill(title, h("h2", {}, title), made.node);
    made.focus();
  }

  // Readers get no buttons that the server would refuse them.
  const actions = {
    edit: () => edit(),
    remove: () => confirmRemoval(),
    addEdition: () => addEdition(),
    removeEdition: (edition) => confirmEditionRemoval(edition),
    showCopies: (edition) => showCopies(edition),
  };
  let mayChange = false;

  function view(said) {
    form = null;
    const work = current.data;
    fill(titleParts(work.title).main, said ? h("p", {class: "note is-good", role: "status"}, said) : "",
      workView(work, {copies, actions: mayChange ? actions : null}));
    byId("work-title").focus();
  }

  function showCopies(edition) {
    const title = `Copies of “${titleParts(edition.title).main}”`;
    const part = copiesPart({edition, watch: (made) => (form = made), back: () => editionsChanged()});
    fill(title, h("h2", {tabindex: "-1"}, title), part.node);
    body.querySelector("h2").focus();
  }

  function edit() {
    showForm("Edit the work", editForm({
      work: current.data,
      etag: current.etag,
      cancel: () => view(),
      saved: (answer) => {
        current = answer;
        on.saved(answer.data);
        view("Saved.");
      },
    }));
  }

  function addEdition() {
    showForm("Add an edition", editionForm({
      work: current.data,
      cancel: () => view(),
      added: () => editionsChanged("The edition is in the catalogue."),
    }));
  }

  // Asks first; what is deleted is gone.
  function confirm(question, sentence, remove) {
    const note = alertNote();
    const yes = h("button", {type: "button", class: "danger is-solid", onclick: async () => {
      try {
        await remove();
      } catch (error) {
        note.textContent = error.message;
      }
    }}, "Delete it");
    const no = h("button", {type: "button", onclick: () => view()}, "Keep it");
    fill(question, h("h2", {}, question), h("p", {}, sentence), note, h("div", {class: "actions"}, yes, no));
    no.focus();  // the harmless one
  }

  function confirmRemoval() {
    confirm("Delete this work?", `“${titleParts(current.data.title).main}” leaves the catalogue for good.`, async () => {
      const gone = openId;
      await removeWork(gone, current.etag);
      dialog.close();
      on.removed(gone);
    });
  }

  async function fetchAll(id, signal) {
    const found = await Promise.all([getWork(id, signal), copiesOf({work: id}).catch(() => null), may(librarian)]);
    if (!signal?.aborted) [current, copies, mayChange] = found;
  }

  async function editionsChanged(said) {
    await fetchAll(openId);
    on.saved(current.data);
    view(said);
  }

  function confirmEditionRemoval(edition) {
    const number = edition.isbn13 ? `, ISBN ${edition.isbn13},` : "";
    confirm("Delete this edition?", `“${edition.title}”${number} leaves the catalogue for good.`, async () => {
      await removeEdition(edition.id);
      await editionsChanged("The edition is deleted.");
    });
  }

  function failed(id, error) {
    fill("Not to be shown", h("h2", {}, "This work cannot be shown"), h("p", {class: "note"}, error.message),
      h("div", {class: "actions"}, h("button", {type: "button", onclick: () => load(id)}, "Try again")));
  }

  async function load(id) {
    asking.abort();
    asking = new AbortController();
    form = null;
    openId = id;
    fill("Work", h("div", {class: "work is-ghost", "aria-label": "Loading"}, h("div", {class: "cover large"}),
      h("div", {}, h("span", {class: "line"}), h("span", {class: "line short"}))));
    try {
      const {signal} = asking;
      await fetchAll(id, signal);
      if (!signal.aborted) view();
    } catch (error) {
      if (!wasAborted(error)) failed(id, error);
    }
  }

  // Half-written forms are not thrown away by a slip of Esc or of the mouse.
  function mayLeave(go) {
    if (!form?.isDirty()) return true;
    leaving = go;
    byId("work-discard").hidden = false;
    byId("work-discard-no").focus();
    return false;
  }

  const leave = () => mayLeave(() => dialog.close()) && dialog.close();
  byId("work-close").addEventListener("click", leave);
  byId("work-discard-no").addEventListener("click", () => {
    byId("work-discard").hidden = true;
    form?.focus();
  });
  byId("work-discard-yes").addEventListener("click", () => leaving());
  dialog.addEventListener("cancel", (event) => {
    if (event.target === dialog && !mayLeave(() => dialog.close())) event.preventDefault();
  });
  // Only the backdrop is the dialog itself; what lies in it is its children.
  dialog.addEventListener("pointerdown", (event) => event.target === dialog && leave());
  dialog.addEventListener("close", () => {
    if (dialog.open) return;  // this event comes late: it was opened again meanwhile
    asking.abort();
    form = null;
    byId("work-discard").hidden = true;
    const was = openId;
    openId = "";
    on.closed(was);
  });

  return {
    // Follows the URL: opens the work that it names, or closes.
    sync(id) {
      if (id === openId) return;
      if (id) load(id);
      else if (dialog.open) dialog.close();
    },
    add() {
      openId = "";
      current = null;
      showForm("Add a work", addForm({cancel: () => dialog.close(), added: (work) => {
        form = null;
        on.added(work);  // the URL then names it, and sync() shows it here
      }}));
    },
  };
}
