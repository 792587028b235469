// Light or dark as chosen in the console, before anything is painted; else as the system has it.
try {
  const chosen = localStorage.getItem("theme");
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch {
  // a browser that keeps nothing for pages
}
