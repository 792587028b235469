// A field that holds several things as chips (authors, genres): an ARIA combobox over a list of
// suggestions, which the arrows walk through and Enter takes.
import {useEffect, useRef, useState} from "preact/hooks";
import {sentence, wasAborted} from "stoa/api";
import {Field} from "stoa/ui";
import {useSoon} from "../catalogue/shelf";
import css from "./work.module.css";

export interface Token {value: string; label: string}
interface Option extends Token {text?: string}  // with a text: what is not there yet, and would be made

type Change = (next: (tokens: Token[]) => Token[]) => void;

interface TokenProps {
  name: string; label: string; hint?: string; placeholder: string; errors: Record<string, string>; tokens: Token[]; onChange: Change;
  suggest: (text: string, signal: AbortSignal) => Promise<Token[]>; create?: (text: string) => Promise<Token>;
}

// "/genres/1" is about the second genre: it is said of which.
function faultOf(name: string, errors: Record<string, string>, tokens: Token[]) {
  const [, at] = Object.keys(errors).map((place) => place.split("/")).find(([field, at]) => field === name && at !== undefined) ?? [];
  const token = at === undefined ? undefined : tokens[Number(at)];
  return token ? `${token.label}: ${errors[`${name}/${at}`]}` : errors[name];
}

export function TokenField({name, label, hint, placeholder, errors, tokens, onChange, suggest, create}: TokenProps) {
  const input = useRef<HTMLInputElement>(null), shown = useRef<HTMLUListElement>(null);
  const options = useOptions(input, tokens, suggest, create);
  useEffect(() => shown.current?.scrollIntoView({block: "nearest"}), [options.list.length > 0]);
  const drop = (token: Token) => onChange((before) => before.filter((other) => other !== token));
  const take = async (option: Option) => {
    options.close();
    options.setText("");
    try {
      const token = option.text === undefined ? option : await create!(option.text);
      onChange((before) => [...before, token]);
      options.setSaid("");
    } catch (error) {
      options.setText(option.text ?? "");
      options.setSaid(sentence(error));
    }
  };
  const pressed = (event: KeyboardEvent) => {
    const {list, active, text} = options;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") options.walk(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" && list[active]) take(list[active]);
    else if (event.key === "Enter" && text.trim()) options.ask();
    else if (event.key === "Escape" && list.length) options.close();
    else if (event.key === "Backspace" && !text && tokens.length) return drop(tokens.at(-1)!);
    else return;
    event.preventDefault();  // not the form's Enter, not the dialog's Escape
    event.stopPropagation();
  };
  return (
    <Field label={label} hint={hint} error={options.said || faultOf(name, errors, tokens)}>{(control) => (
      <>
        <div class={css.tokens}>
          {tokens.length > 0 && (
            <ul class="chips" aria-label={`Chosen: ${label}`}>
              {tokens.map((token) => (
                <li key={token.value}>
                  <button type="button" class="chip is-on" aria-label={`Remove ${token.label}`} onClick={() => {
                    drop(token);
                    input.current?.focus();
                  }}>{token.label}<span class="cross" aria-hidden="true">×</span></button>
                </li>
              ))}
            </ul>
          )}
          <input ref={input} type="text" role="combobox" autocomplete="off" spellcheck={false} placeholder={placeholder} aria-autocomplete="list" {...control}
            aria-expanded={options.list.length > 0} aria-controls={`${control.id}-list`} aria-activedescendant={options.list[options.active] ? `${control.id}-${options.active}` : undefined}
            value={options.text} onInput={({currentTarget}) => options.type(currentTarget.value)} onFocus={options.soon} onBlur={options.close} onKeyDown={pressed} />
        </div>
        <ul ref={options.list.length ? shown : null} id={`${control.id}-list`} class={css.suggestions} role="listbox" aria-label={label} hidden={!options.list.length}>
          {options.list.map((option, i) => (
            // mousedown, not click: a click would come after the input has lost the focus and closed the list.
            <li key={option.value} id={`${control.id}-${i}`} role="option" aria-selected={i === options.active} class={option.text === undefined ? undefined : css.isNew}
              onMouseDown={(event) => {
                event.preventDefault();
                take(option);
              }}>{option.label}</li>
          ))}
        </ul>
      </>
    )}</Field>
  );
}

// What is suggested for the text, and which of it the arrows have come to; -1: none.
function useOptions(input: {current: HTMLInputElement | null}, tokens: Token[], suggest: TokenProps["suggest"], create: TokenProps["create"]) {
  const [text, setText] = useState(""), [said, setSaid] = useState("");
  const [{list, active}, setFound] = useState<{list: Option[]; active: number}>({list: [], active: -1});
  const asking = useRef<AbortController | null>(null);

  async function open() {
    asking.current?.abort();
    const {signal} = (asking.current = new AbortController());
    const words = text.trim();
    try {
      const found = (await suggest(words, signal)).filter((option) => !tokens.some(({value}) => value === option.value));
      if (signal.aborted || document.activeElement !== input.current) return;
      const isKnown = [...found, ...tokens].some(({label}) => label.toLowerCase() === words.toLowerCase());
      const all = create && words && !isKnown ? [...found, {value: "", label: `Add “${words}”`, text: words}] : found;
      setFound({list: all, active: words && all.length ? 0 : -1});
      setSaid("");
    } catch (error) {
      if (!wasAborted(error)) setSaid(sentence(error));
    }
  }
  const {soon, now: ask, cancel} = useSoon(150, open);
  const close = () => {
    asking.current?.abort();
    cancel();
    setFound({list: [], active: -1});
  };
  useEffect(() => () => {
    asking.current?.abort();
    cancel();
  }, []);
  return {
    text, setText, said, setSaid, list, active, ask, soon, close,
    type(next: string) {
      setText(next);
      setFound((before) => ({...before, active: -1}));  // Enter must not take what answers the words of a moment ago
      soon();
    },
    walk(step: number) {
      if (!list.length) return ask();
      const next = (active + step + list.length) % list.length;
      setFound({list, active: next});
      input.current?.closest(".field")?.querySelectorAll("[role=option]")[next]?.scrollIntoView({block: "nearest"});
    },
  };
}
