// Which apps this server runs, and what of the kernel's each has.
import {signal} from "@preact/signals";
import {send, sentence} from "./api";

// GET /api/apps, which is no operation of an app and stands in no document.
export interface App {
  name: string;
  title: string;
  page: string | null;
  routes: number;
  keeps: ("jobs" | "mails" | "webhooks" | "imports" | "log")[];
}

export const apps = signal<App[] | undefined>(undefined);
export const appsError = signal("");

export async function askApps() {
  try {
    const {data} = await send<App[]>("GET", "/api/apps");
    // What has a page comes first: that is where people can go.
    apps.value = data.sort((a, b) => Number(Boolean(b.page)) - Number(Boolean(a.page)) || a.name.localeCompare(b.name));
  } catch (error) {
    appsError.value = sentence(error);
  }
}
