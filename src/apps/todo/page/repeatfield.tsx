// How often a task recurs: one of a few rules, or any rule of RFC 5545.
import {useState} from "preact/hooks";
import {change} from "./deeds";
import {KeptChoice, KeptText} from "./kept";
import type {Task} from "./model";
import {presets, ruleWords} from "./repeat";
import {today} from "./when";

export function RepeatField({task}: {task: Task}) {
  const [writing, setWriting] = useState(false);
  const rule = task.repeat ?? "", other = rule && !presets.some(([one]) => one === rule);
  // What recurs is due at some time.
  const keep = (repeat: string | null) => change(task, {repeat, ...(repeat && !task.due ? {due: today()} : {})});
  return (
    <>
      <KeptChoice label="Repeat" value={writing ? "write" : rule}
        options={[["", "never"], ...presets, ...(other ? [[rule, ruleWords(rule)] as [string, string]] : []), ["write", "by a rule …"]]}
        keep={async (chosen) => {
          setWriting(chosen === "write");
          if (chosen !== "write") await keep(chosen || null);
        }} />
      {(writing || other) && <KeptText label="Rule" hint="RFC 5545" value={rule} placeholder="FREQ=MONTHLY;BYDAY=-1FR" keep={async (text) => {
        await keep(text || null);
        setWriting(false);
      }} />}
      {rule && <KeptChoice label="Counted from" value={task.repeat_from} options={[["due", "when it was due"], ["completion", "when it was done"]]}
        keep={(from) => change(task, {repeat_from: from as Task["repeat_from"]})} />}
    </>
  );
}
