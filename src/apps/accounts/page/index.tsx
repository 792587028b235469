// The console's pages of accounts: /accounts/<part>, for who is signed in, and the ways to become that.
import {useLocation} from "preact-iso";
import {useEffect, useRef} from "preact/hooks";
import {account, ended, isAdmin} from "stoa/session";
import {Page} from "stoa/ui";
import {Returned} from "./answer";
import {useArrival} from "./arrival";
import {SignIn} from "./door";
import {Keys} from "./keys";
import {LinkPage} from "./links";
import {People} from "./people";
import {Person} from "./person";
import {isPart, partOf, to} from "./places";
import {Profile} from "./profile";
import {Forgot, Register} from "./register";
import {Security} from "./security";
import {Sessions} from "./sessions";
import {SetUp} from "./setup";
import {YourData} from "./yourdata";

type Part = () => preact.JSX.Element | null;
const forAnybody: Record<string, Part> = {link: LinkPage, answer: Returned, "set-up": SetUp};
const forVisitors: Record<string, Part> = {register: Register, forgot: Forgot};
const forPeople: Record<string, Part> = {profile: Profile, security: Security, sessions: Sessions, keys: Keys, data: YourData};

export default function Accounts() {
  const {path, route} = useLocation();
  const arriving = useArrival();
  const {name, about} = partOf(path), who = account.value;
  const atDoor = ["", "sign-in"].includes(name) || name in forVisitors;
  const present = useRef(false);
  const leaves = present.current && who === null && ended.value === "left" && isPart(name);
  // Who has come in has nothing more to do at the door; whoever comes after who left begins anew.
  const instead = who && atDoor ? "profile" : leaves ? "sign-in" : undefined;
  useEffect(() => {
    present.current = Boolean(who);
    if (instead && !arriving) route(to(instead), true);
  }, [instead, arriving, who]);
  if (arriving || who === undefined || (who && instead)) return null;
  const Anybody = forAnybody[name];
  if (Anybody) return <Anybody />;
  if (!who) {
    const Visitor = forVisitors[name] ?? SignIn;
    return <Visitor />;
  }
  if (name === "people") return isAdmin.value ? about ? <Person key={about} id={about} /> : <People /> : <Closed />;
  const Mine = forPeople[name];
  return Mine ? <Mine key={who.id} /> : <Page title="There is nothing here" lead={<>An account has no such part. <a href={to("profile")}>Profile</a></>} />;
}

const Closed = () => <Page title="For administrators" lead="Everybody's accounts are shown to administrators alone." />;
