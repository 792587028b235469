// The console's pages of todo: /todo is what is due today; /todo/upcoming, /todo/calendar, /todo/lists/<id>,
// /todo/search?q=<words>, /todo/trash. A task is open where the address says ?task=<id>.
import {useLocation} from "preact-iso";
import {useEffect} from "preact/hooks";
import {withQuery} from "stoa/api";
import {account, signInLink} from "stoa/session";
import {Page} from "stoa/ui";
import {dueToday, horizon, Today, Upcoming, useToday} from "./agenda";
import {Calendar} from "./calendar";
import {Detail} from "./detail";
import {Join, link} from "./join";
import {ListPage} from "./list";
import {settle, useLists, useTasks} from "./model";
import {Search} from "./search";
import {Sidebar} from "./sidebar";
import {Toast} from "./toast";
import {Trash} from "./trash";
import {plusDays} from "./when";
import css from "./todo.module.css";

export default function Todo() {
  const {url} = useLocation();
  link.useReading();
  if (account.value === undefined) return null;
  if (account.value === null) {
    return link.secret.value ? <Join /> : <Page title="Todo" lead={<><a href={signInLink(url)}>Sign in</a> to see your lists: what is to do, by when, and with whom.</>} />;
  }
  return <Inside key={account.value.id} />;
}

function Inside() {
  const {path, query, route} = useLocation();
  const day = useToday();
  const agenda = useTasks({open: true, filter: `due_date <= "${plusDays(day, horizon)}"`, sort: "due_at"});
  useLists();
  useEffect(() => void settle(), []);
  const [, , part, id] = path.split("/");
  return (
    <div class={css.todo}>
      <Sidebar due={dueToday(agenda.data ?? [], day)} />
      <div class={css.content}>
        {link.secret.value ? <Join />
          : part === undefined ? <Today agenda={agenda} day={day} />
          : part === "upcoming" ? <Upcoming agenda={agenda} day={day} />
          : part === "calendar" ? <Calendar day={day} />
          : part === "trash" ? <Trash />
          : part === "search" ? <Search words={query.q ?? ""} />
          : part === "lists" && id ? <ListPage key={id} id={id} />
          : <Page title="There is nothing here" lead={<a href="/todo">To what is due today</a>} />}
      </div>
      {query.task && <Detail key={query.task} id={query.task} onClose={() => route(withQuery(path, {...query, task: undefined}))} />}
      <Toast />
    </div>
  );
}
