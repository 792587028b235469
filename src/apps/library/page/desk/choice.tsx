// Which of a few kinds a list is of.
export function Choice({kinds, chosen, choose}: {kinds: string[]; chosen: string; choose: (kind: string) => void}) {
  return (
    <div class="choice" role="group" aria-label="Which">
      {kinds.map((kind) => <button key={kind} type="button" aria-pressed={kind === chosen} onClick={() => choose(kind)}>{kind}</button>)}
    </div>
  );
}
