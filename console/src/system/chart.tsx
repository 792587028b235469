// Lines over the last minutes, drawn as SVG.
import {useId} from "preact/hooks";

export interface Line {name: string; kind: "first" | "second" | "bad"; values: (number | null)[]}

const width = 600, height = 160, left = 4, bottom = 4, top = 12;

// 1, 2 or 5 times a power of ten above it: where the scale ends.
export function roundUp(value: number) {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((n) => n * power).find((n) => n >= value * 0.999) ?? value;
}

// As wide as what there is, but for the first minute.
const leastPoints = 30;

export function Chart({title, lines, format, least = 0}: {
  title: string; lines: Line[]; format: (value: number) => string; least?: number;
}) {
  const id = useId();
  const all = lines.flatMap(({values}) => values.filter((value) => value !== null));
  const most = roundUp(Math.max(least, ...all));
  const x = (i: number, n: number) => {
    const points = Math.max(leastPoints, n);
    return left + ((points - n + i) / (points - 1)) * (width - left);
  };
  const y = (value: number) => top + (1 - value / most) * (height - top - bottom);
  const latest = (values: (number | null)[]) => values.findLast((value) => value !== null) ?? null;
  return (
    <figure class="chart" aria-labelledby={id}>
      <figcaption id={id}>
        <strong>{title}</strong>
        {lines.map(({name, kind, values}) => {
          const value = latest(values);
          return <span key={name} class={`key is-${kind}`}>{name} <b>{value === null ? "–" : format(value)}</b></span>;
        })}
      </figcaption>
      <div class="chart-plot">
        <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
          {[0, 0.5, 1].map((part) => <line key={part} class="grid" x1="0" x2={width} y1={y(part * most)} y2={y(part * most)} />)}
          {lines.map(({name, kind, values}) => <Curve key={name} kind={kind} points={values.map((value, i) => (value === null ? null : [x(i, values.length), y(value)] as const))} />)}
        </svg>
        <span class="chart-most" aria-hidden="true">{format(most)}</span>
      </div>
    </figure>
  );
}

// A gap in the values is a gap in the line.
function Curve({kind, points}: {kind: Line["kind"]; points: (readonly [number, number] | null)[]}) {
  let path = "", pen = false;
  for (const point of points) {
    if (point) path += `${pen ? "L" : "M"}${point[0].toFixed(1)} ${point[1].toFixed(1)}`;
    pen = Boolean(point);
  }
  return <path class={`curve is-${kind}`} d={path} vector-effect="non-scaling-stroke" />;
}
