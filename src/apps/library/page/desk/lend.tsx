// Lending: a card, then barcodes. Enter, which scanners press, moves on; a card that is scanned among the barcodes
// begins the next borrower, so that a scanner alone is enough.
import {useEffect} from "preact/hooks";
import {Page} from "stoa/ui";
import {AtDesk} from "./atdesk";
import {ScanField, ScanLog} from "./scans";
import {useTurns} from "./turns";
import css from "./desk.module.css";

export function Lend() {
  const {card, barcode, scans, standing, error, onCard, onBarcode, end} = useTurns();
  useEffect(() => card.current?.focus(), []);
  return (
    <Page title="Lend">
      <section class={css.scanning} aria-label="Scan">
        <div class={css.scanFields}>
          <div>
            <ScanField label="Card" hint="then Enter" error={error} field={card} onCode={onCard} />
            <AtDesk at={standing} />
          </div>
          <ScanField label="Barcode" hint="of each copy, Enter after each" field={barcode} onCode={onBarcode} onEscape={end} />
        </div>
        <div class="actions">
          <button type="button" aria-keyshortcuts="Escape" onClick={end}>Next borrower</button>
          <span class="muted">or scan the next card as a barcode<span class={css.keys}>, or <kbd>Esc</kbd></span></span>
        </div>
      </section>
      <ScanLog label="What was lent" scans={scans} />
    </Page>
  );
}
