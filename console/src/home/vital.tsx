// Whether the server is well, asked while somebody looks.
import {useEffect, useState} from "preact/hooks";

interface Health {well?: boolean; text: string}

async function ask(): Promise<Health> {
  const start = performance.now();
  try {
    const answer = await fetch("/healthz", {cache: "no-store"});
    const took = Math.max(1, Math.round(performance.now() - start));
    return answer.ok ? {well: true, text: `${location.host} is up and answered in ${took} ms.`}
      : {well: false, text: `${location.host} is up but not well (${answer.status}).`};
  } catch {
    return {well: false, text: "The server does not answer."};
  }
}

export function Vital() {
  const [health, setHealth] = useState<Health>({text: "Asking the server how it is …"});
  useEffect(() => {
    const again = () => document.visibilityState === "visible" && ask().then(setHealth);
    again();
    const timer = setInterval(again, 15_000);
    return () => clearInterval(timer);
  }, []);
  const state = health.well === undefined ? "" : health.well ? " is-well" : " is-ill";
  return <p class={`vital${state}`} role="status">{health.text}</p>;
}
