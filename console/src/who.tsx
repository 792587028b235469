// The end of the bar on top: "Sign in", or who is signed in and what they can do about it.
import {useLocation} from "preact-iso";
import {useEffect, useRef, useState} from "preact/hooks";
import {account, signInLink, signOut, type Account} from "./kit/session";
import {Doing} from "./kit/ui";

export function Who() {
  const {url} = useLocation();
  const who = account.value;
  return (
    <div class="who">
      {who ? <Menu who={who} /> : who === null ? <a class="who-door" href={signInLink(url)}>Sign in</a> : null}
    </div>
  );
}

// A button that shows and hides a few links: a disclosure, which needs no arrow keys.
function Menu({who}: {who: Account}) {
  const [open, setOpen] = useState(false);
  const node = useRef<HTMLDivElement>(null), button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const away = ({target}: Event) => node.current?.contains(target as Node) || setOpen(false);
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, []);
  return (
    <div class="who-is" ref={node}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        setOpen(false);
        button.current?.focus();
      }}
      onFocusOut={({relatedTarget}) => relatedTarget && !node.current?.contains(relatedTarget as Node) && setOpen(false)}>
      <button ref={button} type="button" class="who-button" aria-expanded={open} aria-controls="who-menu" onClick={() => setOpen(!open)}>
        <span class="who-letter" aria-hidden="true">{Array.from(who.name)[0]?.toUpperCase()}</span>
        <span class="who-name"><span class="unseen">Signed in as </span>{who.name}</span>
      </button>
      <div class="who-menu" id="who-menu" hidden={!open}>
        <p class="who-full"><strong>{who.name}</strong><span>{who.email}</span></p>
        <a href="/accounts/profile">Account</a>
        <Doing run={signOut}>Sign out</Doing>
      </div>
    </div>
  );
}
