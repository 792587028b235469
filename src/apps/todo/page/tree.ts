// Tasks with their parts below them, and where one goes when it is moved among them.
import type {Place} from "./deeds";
import type {Task} from "./model";

export interface Branch {task: Task; depth: number; parts: Task[]}  // all parts, theirs too

// In the order in which they came. A part whose whole is not among them stands for itself.
export function branches(tasks: Task[]): Branch[] {
  const known = new Set(tasks.map(({id}) => id)), below = groupBy(tasks, ({parent}) => (parent && known.has(parent) ? parent : ""));
  const grow = (parent: string, depth: number): Branch[] => (below.get(parent) ?? []).flatMap((task) => {
    const under = grow(task.id, depth + 1);
    return [{task, depth, parts: under.map((one) => one.task)}, ...under];
  });
  return grow("", 0);
}

export function groupBy<T>(all: T[], keyOf: (one: T) => string) {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

export type Way = "up" | "down" | "in" | "out";

export function placeOf(tasks: Task[], task: Task, way: Way): Place | null {
  const {parent} = task, siblings = tasks.filter((one) => one.parent === parent), at = siblings.indexOf(task);
  const before = siblings[at - 1], behind = siblings[at + 1];
  switch (way) {
    case "up": return before ? {parent, before: before.id} : null;
    case "down": return behind ? {parent, before: siblings[at + 2]?.id ?? null} : null;
    case "in": return before ? {parent: before.id} : null;
    case "out": {
      const whole = tasks.find(({id}) => id === parent);
      if (!whole) return null;
      const wholes = tasks.filter((one) => one.parent === whole.parent);
      return {parent: whole.parent, before: wholes[wholes.indexOf(whole) + 1]?.id ?? null};
    }
  }
}

// Beside another, before or behind it; nowhere below itself.
export function placeBeside(tasks: Task[], task: Task, other: Task, behind: boolean): Place | null {
  for (let one: Task | undefined = other; one; one = tasks.find(({id}) => id === one?.parent)) {
    if (one === task) return null;
  }
  const siblings = tasks.filter((one) => one.parent === other.parent && one !== task);
  const before = behind ? siblings[siblings.indexOf(other) + 1]?.id ?? null : other.id;
  return {parent: other.parent, before};
}
