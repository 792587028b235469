// What an API key may do, chosen from what the API's own description says keys can do.
import {freshId, h} from "/dom.js";
import {get} from "/http.js";
import {has} from "/session.js";
import {capital, spaced} from "/words.js";

const verbs = ["read", "write", "admin"];

// Of one operation: the scopes that a key needs for it, if this account may do it at all.
function scopesOf({security = []}, account) {
  const keys = security.flatMap((way) => way.api_key ?? []);
  const roles = security.find((way) => way.session)?.session ?? [];
  return roles.every((role) => has(account, role)) ? keys : [];
}

// {library: {loans: ["read", "write"], …}, …}
async function scopesFor(account) {
  const {paths} = await get("/openapi.json");
  const found = {};
  for (const operation of Object.values(paths).flatMap(Object.values)) {
    for (const scope of scopesOf(operation, account)) {
      const [app, resource, verb] = scope.split(":");
      ((found[app] ??= {})[resource] ??= new Set()).add(verb);
    }
  }
  return found;
}

// One resource: a check box for each verb. What a wider verb covers needs no check of its own.
function resourceRow(app, resource, offered, columns, changed) {
  const boxes = verbs.filter((verb) => offered.has(verb)).map((verb) => {
    const id = freshId("scope");
    const box = h("input", {type: "checkbox", id, value: `${app}:${resource}:${verb}`, onchange: sync});
    return {verb, box, node: h("label", {for: id}, box, h("span", {class: "unseen"}, `${app} ${spaced(resource)}: `), verb)};
  });
  function sync() {
    const widest = boxes.findLastIndex(({box}) => box.checked && !box.disabled);
    boxes.forEach(({box}, i) => {
      if (box.disabled && i >= widest) box.checked = false;
      box.disabled = i < widest;
      if (box.disabled) box.checked = true;
    });
    changed();
  }
  const title = resource === "me" ? "Yourself" : capital(spaced(resource));
  return {
    node: h("tr", {}, h("th", {scope: "row"}, title),
      columns.map((verb) => h("td", {}, boxes.find((one) => one.verb === verb)?.node))),
    chosen: () => boxes.filter(({box}) => box.checked && !box.disabled).map(({box}) => box.value),
  };
}

export async function scopeField(account) {
  const found = await scopesFor(account);
  const said = h("p", {class: "field-error", id: freshId("scopes"), role: "alert"});
  const rows = [];
  const groups = Object.keys(found).sort().map((app) => {
    const columns = verbs.filter((verb) => Object.values(found[app]).some((offered) => offered.has(verb)));
    const own = Object.keys(found[app]).sort().map((resource) =>
      resourceRow(app, resource, found[app][resource], columns, () => say("")));
    rows.push(...own);
    return h("fieldset", {class: "scopes"}, h("legend", {}, capital(spaced(app))),
      h("table", {}, h("caption", {class: "unseen"}, `What the key may do in ${app}`), h("tbody", {}, own.map((row) => row.node))));
  });
  const node = h("div", {class: "field", role: "group", "aria-label": "What it may do", "data-field": "scopes"},
    h("span", {class: "legend"}, "What it may do", h("span", {class: "hint"}, " at most what you may; write covers read")),
    h("div", {class: "scope-groups"}, groups), said);

  function say(text) {
    said.textContent = text;
    if (text) node.setAttribute("aria-describedby", said.id);
    else node.removeAttribute("aria-describedby");
  }
  return {
    name: "scopes",
    node,
    say,
    value() {
      const scopes = rows.flatMap((row) => row.chosen());
      if (scopes.length === 0) throw new Error("check at least one");
      return scopes;
    },
    focus: () => node.querySelector("input")?.focus(),
  };
}
