// Browsers by the names that people have for them, from what only programs like to read.
const browsers = [["Edg", "Edge"], ["OPR", "Opera"], ["Firefox", "Firefox"], ["Chrome", "Chrome"], ["Safari", "Safari"]] as const;
const systems = [["Android", "Android"], ["iPhone", "an iPhone"], ["iPad", "an iPad"], ["Windows", "Windows"],
  ["Mac OS X", "a Mac"], ["CrOS", "a Chromebook"], ["Linux", "Linux"]] as const;

// "Firefox on Linux"; of what is no browser, its first word.
export function agentInWords(agent: string) {
  const [browser, system] = [browsers, systems].map((names) => names.find(([sign]) => agent.includes(sign))?.[1]);
  if (browser) return system ? `${browser} on ${system}` : browser;
  return agent.split(/[\s/]/)[0] || "An unnamed program";
}
