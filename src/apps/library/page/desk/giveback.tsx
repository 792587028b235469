// Taking back: barcodes, one after the other.
import {useEffect, useRef} from "preact/hooks";
import {Page} from "stoa/ui";
import {giveBack} from "./outcomes";
import {ScanField, ScanLog, useScans} from "./scans";
import css from "./desk.module.css";

export function GiveBack() {
  const barcode = useRef<HTMLInputElement>(null);
  const {scans, add} = useScans();
  useEffect(() => barcode.current?.focus(), []);
  return (
    <Page title="Take back">
      <section class={css.scanning} aria-label="Scan">
        <div class={css.scanFields}>
          <ScanField label="Barcode" hint="of each copy, Enter after each" field={barcode} onCode={(code) => {
            barcode.current!.value = "";
            add(code, () => giveBack(code));
          }} />
        </div>
      </section>
      <ScanLog label="What came back" scans={scans} />
    </Page>
  );
}
