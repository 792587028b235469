// Light, dark, or as the system has it. /theme.js does the same before the first paint.
import {effect, signal} from "@preact/signals";

export type Theme = "system" | "light" | "dark";
const kept = () => {
  try {
    return (localStorage.getItem("theme") ?? "system") as Theme;
  } catch {
    return "system";
  }
};
export const theme = signal<Theme>(kept());
export const nextTheme = () => (({system: "light", light: "dark", dark: "system"}) as const)[theme.value];

effect(() => {
  const {dataset} = document.documentElement;
  if (theme.value === "system") delete dataset.theme;
  else dataset.theme = theme.value;
  try {
    if (theme.value === "system") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme.value);
  } catch {
    // a browser that keeps nothing for pages
  }
});
