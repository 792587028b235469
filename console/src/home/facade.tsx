// A colonnade: a roof, columns, a floor.
const columns = Array.from({length: 23}, (_, i) => 32.5 + i * 42.5);

export const Facade = () => (
  <svg class="facade" viewBox="0 0 1000 150" aria-hidden="true">
    <path class="roof" d="M34 0H966L1000 25V29H0V25Z" />
    <path class="stone" d="M10 33H990V42H10Z" />
    {columns.map((x) => (
      <g key={x}>
        <path class="stone" d={`M${x - 11} 44h22v3h-22zM${x - 9} 48h18l-3 4h-12zM${x - 5.5} 53h11l1.5 83h-14z`} />
        <path class="flute" d={`M${x - 2} 54l-.5 81M${x + 2} 54l.5 81`} />
      </g>
    ))}
    <path class="stone" d="M10 137H990V141H10ZM0 143H1000V149H0Z" />
  </svg>
);
