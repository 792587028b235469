// How a program asks for this collection: what curl and TypeScript send, ready to copy.
import {useState} from "preact/hooks";
import {Copy, Section} from "stoa/ui";
import type {PartProps} from "./collection";
import {kindOf, type Kind, type Schema} from "./schema";
import css from "./collections.module.css";

const samples: Partial<Record<Kind, unknown>> = {
  integer: 1, number: 1.5, decimal: "12.50", boolean: true, date: "2026-12-31", time: "2026-12-31T12:00:00Z", email: "somebody@example.com",
  link: "https://example.com", money: {amount: 1250, currency: "EUR"}, list: [], record: "the id of a record",
};

// A record with what is required, as it could be.
function sample(schema: Schema): Record<string, unknown> {
  const {properties = {}, required = []} = schema as {properties?: Record<string, Schema>; required?: string[]};
  const names = required.length ? required : Object.keys(properties).slice(0, 1);
  return Object.fromEntries(names.map((name) => {
    const property = properties[name] ?? {}, kind = kindOf(property);
    return [name, kind === "choice" ? (property.enum as string[])[0] : samples[kind] ?? "…"];
  }));
}

type Snippet = {title: string; curl: string; code: string};

function snippets(at: string, address: string, record: Record<string, unknown>): Snippet[] {
  const body = JSON.stringify(record);
  const change = JSON.stringify(Object.fromEntries(Object.entries(record).slice(0, 1)));
  const headers = 'headers: {Authorization: `Bearer ${key}`}';
  return [
    {
      title: "Some of them",
      curl: `curl -sG '${at}${address}' -H "Authorization: Bearer $KEY" \\\n  -d limit=10 -d sort=-updated -d count=capped`,
      code: `const query = new URLSearchParams({limit: "10", sort: "-updated", count: "capped"});\nconst answer = await fetch(\`${at}${address}?\${query}\`, {${headers}});\nconst {items, next, total} = await answer.json();`,
    },
    {
      title: "A new one",
      curl: `curl -s '${at}${address}' -H "Authorization: Bearer $KEY" \\\n  -H 'Content-Type: application/json' -d '${body.replaceAll("'", "'\\''")}'`,
      code: `const answer = await fetch("${at}${address}", {\n  method: "POST",\n  headers: {Authorization: \`Bearer \${key}\`, "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID()},\n  body: JSON.stringify(${body}),\n});\nif (!answer.ok) throw new Error((await answer.json()).detail);`,
    },
    {
      title: "A change of one",
      curl: `curl -s -X PATCH '${at}${address}/'$ID -H "Authorization: Bearer $KEY" \\\n  -H 'Content-Type: application/merge-patch+json' -H 'If-Match: "1"' -d '${change.replaceAll("'", "'\\''")}'`,
      code: `await fetch(\`${at}${address}/\${record.id}\`, {\n  method: "PATCH",\n  headers: {Authorization: \`Bearer \${key}\`, "Content-Type": "application/merge-patch+json", "If-Match": \`"\${record.version}"\`},\n  body: JSON.stringify(${change}),\n});`,
    },
    {
      title: "As they change",
      curl: `curl -sN '${at}/api/live?subscribe=${address}' -H "Authorization: Bearer $KEY"`,
      code: `const stream = new EventSource("/api/live?subscribe=${address}");  // with a page's cookie\nstream.addEventListener("change", ({data}) => console.log(JSON.parse(data).item));\nstream.addEventListener("gone", ({data}) => console.log(JSON.parse(data).id));`,
    },
  ];
}

export function CallThis({definition, address}: PartProps) {
  const [language, setLanguage] = useState<"curl" | "code">("curl");
  const record = sample(definition.schema as Schema);
  return (
    <>
      <div class="bar-of-actions">
        <div class="choice" role="group" aria-label="Language">
          <button type="button" aria-pressed={language === "curl"} onClick={() => setLanguage("curl")}>curl</button>
          <button type="button" aria-pressed={language === "code"} onClick={() => setLanguage("code")}>TypeScript</button>
        </div>
        <p class="muted">A key for it: <a href="/accounts/keys">your keys</a>. It can be for one collection, or for one field.</p>
      </div>
      {snippets(location.origin, address, record).map((one) => (
        <Section key={one.title} title={one.title} aside={<span><Copy key={language} text={one[language]} /></span>}>
          <pre class={`block ${css.snippet}`} tabIndex={0} aria-label={one.title}><code>{one[language]}</code></pre>
        </Section>
      ))}
    </>
  );
}
