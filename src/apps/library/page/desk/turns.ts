// Whose turn it is at the desk, and what is lent to them as it is scanned.
import {useEffect, useRef, useState} from "preact/hooks";
import {Refused} from "stoa/api";
import {useLoad} from "stoa/load";
import {told} from "../faults";
import {borrowerByCard, readAtDesk} from "./atdesk";
import {lend, nextTurn} from "./outcomes";
import {useScans, type Outcome} from "./scans";

// One borrower's turn. Scans wait for each other: one may find that the next turn has begun.
interface Turn {card: string; next?: Turn}
const lastOf = (turn: Turn): Turn => (turn.next ? lastOf(turn.next) : turn);

// The borrower of a card as they stand at the desk: nobody for no card.
function useWho(known: string) {
  const {data, error, busy, again} = useLoad(async (signal) => (known ? {card: known, standing: await told(readAtDesk(known, signal))} : null), [known]);
  return {standing: data?.card === known && !error ? data.standing : undefined, error: known && !busy ? error : "", busy, again};
}

export function useTurns() {
  const card = useRef<HTMLInputElement>(null), barcode = useRef<HTMLInputElement>(null), turn = useRef<Turn | null>(null);
  const [known, setKnown] = useState(""), [missing, setMissing] = useState(false);  // `known`: the card whose borrower is shown
  const {scans, add} = useScans();
  const who = useWho(known);
  const again = useRef(who.again);  // what a scan that was sent long ago has to call now
  again.current = who.again;
  useEffect(() => {
    if (who.error && !barcode.current?.value) card.current?.select();
  }, [who.busy]);

  const begin = (text: string) => {
    const next: Turn = {card: text};
    turn.current = next;
    setMissing(false);
    setKnown(text);
    return next;
  };
  const send = async (own: Turn, code: string): Promise<Outcome> => {
    const now = lastOf(own);
    try {
      const outcome = await lend(now.card, code);
      if (turn.current === now) again.current();
      return outcome;
    } catch (error) {
      const borrower = error instanceof Refused && error.code === "unknown_copy" ? await borrowerByCard(code) : null;
      if (!borrower) throw error;
      const isShown = turn.current === now;
      now.next = isShown ? begin(code) : {card: code};
      if (isShown) card.current!.value = code;
      return nextTurn(borrower);
    }
  };
  return {
    card, barcode, scans, standing: who.standing, error: missing ? "Scan the borrower's card first." : who.error,
    onCard(text: string) {
      begin(text);
      if (text === known) who.again();
      barcode.current?.focus();
    },
    // The field moves on before the server has answered: a scanner does not wait.
    onBarcode(code: string) {
      const text = card.current!.value.trim();
      if (!text) {
        setMissing(true);
        return card.current!.focus();
      }
      const own = turn.current?.card === text ? turn.current : begin(text);
      barcode.current!.value = "";
      add(code, () => send(own, code));
    },
    end() {
      turn.current = null;
      setMissing(false);
      setKnown("");
      for (const field of [card.current!, barcode.current!]) field.value = "";
      card.current?.focus();
    },
  };
}
