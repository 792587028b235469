// Where one can go: what the palette offers and what the keyboard knows.
import {apps} from "./kit/apps";
import {isAdmin} from "./kit/session";
import {capital, spaced} from "./kit/words";
import {parts} from "./system/parts";

export interface Destination {label: string; about: string; href: string; keys?: string}

export const destinations = (): Destination[] => [
  {label: "Home", about: "Every app of this server", href: "/", keys: "g h"},
  ...(apps.value ?? []).filter(({page}) => page).map(({name, title, page}) => (
    {label: capital(spaced(name)), about: title, href: page!, keys: `g ${name[0]}`})),
  ...(isAdmin.value ? parts.map(({path, label, about}, at) => (
    {label: `System: ${label.toLowerCase()}`, about, href: path, ...(at === 0 ? {keys: "g s"} : {})})) : []),
  {label: "API reference", about: "Every route, what it takes and what it says", href: "/docs", keys: "g r"},
  {label: "Your account", about: "Profile, password, keys, sessions", href: "/accounts/profile"},
];
