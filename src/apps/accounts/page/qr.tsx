// A QR code, dark on light in either colour scheme since some cameras read nothing else.
import {encode} from "uqr";
import css from "./accounts.module.css";

export function QrCode({text}: {text: string}) {
  const {data, size} = encode(text, {ecc: "M", border: 4});
  const dark = data.flatMap((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return (
    <svg class={css.qr} viewBox={`0 0 ${size} ${size}`} role="img" aria-label="QR code for your authenticator app" shape-rendering="crispEdges">
      <path fill="#fff" d={`M0 0h${size}v${size}H0z`} />
      <path fill="#000" d={dark} />
    </svg>
  );
}
