// The first run: somebody becomes the administrator, by the link that the server printed where it was started,
// and learns what comes next.
import {api, Refused} from "stoa/api";
import {useForm} from "stoa/form";
import {account, askWho, hasAdministrator, isAdmin} from "stoa/session";
import {Page, Section, Tag} from "stoa/ui";
import {link, readLink} from "./arrival";
import {asTyped, EmailField, faults, newPassword, PasswordField, Send, TextField, useValues} from "./fields";
import {Alone} from "./frames";
import {LinkForm, useGoOn} from "./links";
import {to} from "./places";
import css from "./accounts.module.css";

const isFirst = () => (link.value?.purpose === "first-administrator" ? link.value : null);

export function SetUp() {
  const given = isFirst();
  if (isAdmin.value) return <Next />;
  if (given) return <Become token={given.token} />;
  if (hasAdministrator.value === undefined) return null;
  return hasAdministrator.value ? <Done /> : <Begin />;
}

const Done = () => (
  <Alone title="This server is set up" lead="It has an administrator. Whoever that is gives roles to others.">
    <p>{account.value ? <a class="button" href={to("profile")}>To your account</a> : <a class="button is-primary" href={to("sign-in")}>Sign in</a>}</p>
  </Alone>
);

function Begin() {
  const {values, bind} = useValues({link: ""});
  const form = useForm(async () => {
    const text = values.link.trim(), found = readLink(text);
    if (!text) throw faults({link: "the link, or what stands behind its ="});
    if (found && found.purpose !== "first-administrator") throw faults({link: "this is a link for something else"});
    link.value = found ?? {purpose: "first-administrator", token: text};
  }, ["link"]);
  return (
    <Alone title="Set up this server" lead="Nobody is its administrator yet. Whoever started it becomes that, by a link that only they can see.">
      <p>It stands on the terminal where the server was started, and begins so:</p>
      <p class="secret">{location.origin}/accounts/#first-administrator=</p>
      <p>Open it, or put it here.</p>
      <form class="form" noValidate onSubmit={form.submit}>
        <TextField form={form} {...bind("link")} label="The link" {...asTyped} />
        <Send form={form} label="Go on" />
      </form>
      <p class="muted">It works once, for 15 minutes. Each start of the server prints another. Programs that set servers up name the
        administrator in the configuration instead: <code>STOA_ADMIN_EMAIL</code> and <code>STOA_ADMIN_PASSWORD_FILE</code>.</p>
    </Alone>
  );
}

function Become({token}: {token: string}) {
  const {values, bind} = useValues({name: "", email: "", password: ""});
  const goOn = useGoOn();
  return (
    <LinkForm title="Become the administrator" lead="You are the first here. An administrator gives roles to others, and has every role."
      fields={["name", "email", "password"]} codes={{address_taken: "email"}} label="Become the administrator" advice={["set-up", "To another link"]}
      send={async () => {
        try {
          await api.post("/api/accounts/first-administrator", {body: {token, ...values}});
        } catch (error) {
          if (error instanceof Refused && error.code === "link_invalid") await askWho();
          throw error;
        }
        hasAdministrator.value = true;
        try {
          await api.post("/api/accounts/sessions", {body: {email: values.email, password: values.password}});
          await askWho();
          link.value = null;
        } catch {
          goOn("sign-in", {text: "You are the administrator. Sign in.", email: values.email});
        }
      }}>
      {(form) => (
        <>
          <TextField form={form} {...bind("name")} label="Name" autocomplete="name" maxLength={100} />
          <EmailField form={form} {...bind("email")} />
          <PasswordField form={form} {...bind("password")} {...newPassword} />
        </>
      )}
    </LinkForm>
  );
}

interface Step {href: string; label: string; about: string; done?: boolean}
const steps = (secondFactor: boolean): Step[] => [
  {href: to("security"), label: "A second factor", done: secondFactor,
    about: "Beside your password, a code that your phone shows: whoever has this account has the server."},
  {href: "/system/mails", label: "Mails", about: "People register by a mail. Until STOA_SMTP_URL names a server for them, mails are kept, for you to read."},
  {href: to("people"), label: "People", about: "Who registers is there, and you give them roles: librarian, administrator."},
  {href: to("keys"), label: "A key for programs", about: "So that they come in without your password, for no more than they need."},
  {href: "/", label: "The apps", about: "What this server does for the people who come."},
];

const Next = () => (
  <Page title="You are the administrator" lead="What comes next, in the order in which it is missed first. None of it has to be today.">
    <Section title="Next">
      <ol class={`rows ${css.steps}`}>
        {steps(account.value?.second_factor ?? false).map(({href, label, about, done}) => (
          <li key={href} class="row">
            <span class="row-title"><a href={href}>{label}</a> {done && <Tag kind="good">On</Tag>}</span>
            <span class="row-facts">{about}</span>
          </li>
        ))}
      </ol>
    </Section>
  </Page>
);
